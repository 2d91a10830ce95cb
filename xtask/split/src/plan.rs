//! What is taken out of a program, what both halves need of each other, and where it stands in the table.
//!
//! The program is known in two forms: as it was linked, with relocations, and as wasm-bindgen made it.
//! Functions have the same names in both, memory and function table the same places. Functions and globals go
//! by their place in the second form, which is the same in every copy of it.

use crate::cut::is_cut;
use crate::reach::{Node, Uses};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;
use walrus::ir::{Value, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, ElementItems, ElementKind, FunctionId, GlobalId, Module};

/// A place of the function table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    pub at: u64,
    pub function: usize,
}

/// What is to be done.
#[derive(Debug)]
pub struct Plan {
    /// The functions that are taken and that something which stays calls.
    pub cut: BTreeMap<usize, u64>,
    /// What stands in the program's table, in order.
    pub program_table: Vec<Slot>,
    /// What the rest puts there, in order.
    pub rest_table: Vec<Slot>,
    /// How long the table is.
    pub table_length: u64,
    /// The functions that stay and that the rest calls.
    pub wanted_functions: BTreeSet<usize>,
    /// The globals that the rest uses.
    pub wanted_globals: BTreeSet<usize>,
    /// The memory whose first contents are the rest's.
    pub memory: Vec<Range<u32>>,
}

impl Plan {
    /// What is to be done with a program of which this is known.
    pub fn new(uses: &Uses, program: &Module) -> Result<Self> {
        let reached = uses.reached(is_cut);
        let names = Names::new(uses, &reached);
        let numbers: HashMap<FunctionId, usize> = program
            .funcs
            .iter()
            .enumerate()
            .map(|(number, function)| (function.id(), number))
            .collect();
        let (mut kept, mut taken) = (Calls::default(), Calls::default());
        let (mut gone, mut cut) = (BTreeSet::new(), BTreeSet::new());
        for (id, local) in program.funcs.iter_local() {
            let name = program.funcs.get(id).name.as_deref().unwrap_or_default();
            let goes = names.go(name);
            if goes {
                gone.insert(numbers[&id]);
                if names.cut.contains(name) {
                    cut.insert(numbers[&id]);
                }
            }
            dfs_in_order(if goes { &mut taken } else { &mut kept }, local, local.entry_block());
        }
        // Whatever is still called needs a stub, even where relocations do not tell.
        cut.extend(
            kept.functions.iter().map(|id| numbers[id]).filter(|number| gone.contains(number)),
        );
        let main = program.tables.main_function_table()?.context("it has no function table")?;
        let mut table_length = program.tables.get(main).initial;
        let (mut program_table, mut rest_table) = (Vec::new(), Vec::new());
        let mut places = BTreeMap::new();
        for (at, id) in table(program)? {
            let slot = Slot { at, function: numbers[&id] };
            if gone.contains(&slot.function) {
                rest_table.push(slot);
                places.insert(slot.function, at);
            }
            if !gone.contains(&slot.function) || cut.contains(&slot.function) {
                program_table.push(slot);
            }
        }
        for function in &cut {
            places.entry(*function).or_insert_with(|| {
                let slot = Slot { at: table_length, function: *function };
                table_length += 1;
                program_table.push(slot);
                rest_table.push(slot);
                slot.at
            });
        }
        let globals: HashMap<GlobalId, usize> = program
            .globals
            .iter()
            .enumerate()
            .map(|(number, global)| (global.id(), number))
            .collect();
        let wanted = taken.functions.iter().map(|id| numbers[id]);
        Ok(Self {
            cut: cut.iter().map(|function| (*function, places[function])).collect(),
            program_table,
            rest_table,
            table_length,
            wanted_functions: wanted.filter(|number| !gone.contains(number)).collect(),
            wanted_globals: taken.globals.iter().map(|id| globals[id]).collect(),
            memory: memory(uses, &reached, program),
        })
    }
}

/// The names of a program's functions.
struct Names<'a> {
    stay: HashSet<&'a str>,
    known: HashSet<&'a str>,
    cut: HashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(uses: &'a Uses, reached: &HashSet<Node>) -> Self {
        let (mut stay, mut known, mut cut) = (HashSet::new(), HashSet::new(), HashSet::new());
        for (number, name) in &uses.names {
            known.insert(name.as_str());
            if reached.contains(&Node::Function(*number)) {
                let group = if is_cut(name) { &mut cut } else { &mut stay };
                group.insert(name.as_str());
            }
        }
        Self { stay, known, cut }
    }

    /// Whether the functions with this name are taken. Those that wasm-bindgen made stay, and where several have
    /// one name, all stay if one does.
    fn go(&self, name: &str) -> bool {
        self.known.contains(name) && !self.stay.contains(name)
    }
}

/// What functions use.
#[derive(Default)]
struct Calls {
    functions: BTreeSet<FunctionId>,
    globals: BTreeSet<GlobalId>,
}

impl Visitor<'_> for Calls {
    fn visit_function_id(&mut self, function: &FunctionId) {
        self.functions.insert(*function);
    }

    fn visit_global_id(&mut self, global: &GlobalId) {
        self.globals.insert(*global);
    }
}

/// No variable is aligned to more.
const ALIGNMENT: u32 = 16;

/// The memory whose first contents nothing uses that stays. Neighbours are one, with what fills the gap
/// between them.
fn memory(uses: &Uses, reached: &HashSet<Node>, program: &Module) -> Vec<Range<u32>> {
    let mut found: Vec<Range<u32>> = Vec::new();
    let mut before = None;
    for (start, end) in &uses.pieces {
        let stays = reached.contains(&Node::Data(*start));
        if !stays && start < end {
            match found.last_mut() {
                Some(last)
                    if before == Some(last.end)
                        && start - last.end < ALIGNMENT
                        && is_zero(program, &(last.end..*start)) =>
                {
                    last.end = *end;
                }
                _ => found.push(*start..*end),
            }
        }
        before = Some(*end);
    }
    found
}

fn is_zero(program: &Module, memory: &Range<u32>) -> bool {
    program.data.iter().any(|data| {
        within(&data.kind, memory)
            .and_then(|range| data.value.get(range))
            .is_some_and(|bytes| bytes.iter().all(|byte| *byte == 0))
    })
}

/// Where in a segment that memory begins, if it can.
pub fn within(segment: &DataKind, memory: &Range<u32>) -> Option<Range<usize>> {
    let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = segment else {
        return None;
    };
    let place = |address: u32| address.checked_sub(start.cast_unsigned()).map(|at| at as usize);
    Some(place(memory.start)?..place(memory.end)?)
}

/// What a program puts into its function table, and where.
fn table(program: &Module) -> Result<Vec<(u64, FunctionId)>> {
    let main = program.tables.main_function_table()?;
    let mut found = Vec::new();
    for element in program.elements.iter() {
        let ElementKind::Active { table, offset } = &element.kind else { continue };
        if Some(*table) != main {
            continue;
        }
        let (ConstExpr::Value(Value::I32(start)), ElementItems::Functions(items)) =
            (offset, &element.items)
        else {
            bail!("its function table is filled in a way that is not understood");
        };
        found.extend((u64::from(start.cast_unsigned())..).zip(items.iter().copied()));
    }
    found.sort_unstable_by_key(|(at, _)| *at);
    Ok(found)
}
