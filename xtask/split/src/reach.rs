//! What of a linked program is reached without what is fetched later.

use crate::linked::{Linked, Place, Symbol};
use anyhow::Result;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use wasmparser::{RelocationEntry, RelocationType};

/// Something that uses others and is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// A function, by its number.
    Function(u32),
    /// A piece of the memory's first contents, by where it begins.
    Data(u32),
}

/// Who uses whom in a program.
#[derive(Default)]
pub struct Uses {
    /// What the linker calls each function.
    pub names: BTreeMap<u32, String>,
    /// The pieces of the memory's first contents, in order: where each begins and ends.
    pub pieces: BTreeMap<u32, u32>,
    uses: HashMap<Node, HashSet<Node>>,
    roots: Vec<Node>,
}

impl Uses {
    /// Reads a program that was linked with `--emit-relocs`.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let mut linked = Linked::read(bytes)?;
        let pieces = pieces(std::mem::take(&mut linked.memory));
        let names = std::mem::take(&mut linked.names);
        let roots = linked.exports.iter().copied().map(Node::Function).collect();
        let mut uses = Self { names, pieces, roots, uses: HashMap::new() };
        for (section, entries) in &linked.relocations {
            for entry in entries {
                let Some(what) = uses.target(&linked.symbols, entry) else { continue };
                let by = match linked.place(*section, entry) {
                    Place::Function(number) => Some(Node::Function(number)),
                    Place::Memory(address) => uses.piece(address),
                    Place::Other => continue,
                };
                match by {
                    Some(by) => uses.add(by, what),
                    // Bytes that belong to nothing stay.
                    None => uses.roots.push(what),
                }
            }
        }
        // The linker's own functions have no relocations.
        for (function, calls) in linked.calls {
            for call in calls {
                uses.add(Node::Function(function), Node::Function(call));
            }
        }
        Ok(uses)
    }

    /// All that is used by what the program exports, without what only functions use that are `cut`; these
    /// are among it.
    pub fn reached(&self, cut: impl Fn(&str) -> bool) -> HashSet<Node> {
        let mut reached: HashSet<Node> = self.roots.iter().copied().collect();
        let mut next: Vec<Node> = reached.iter().copied().collect();
        while let Some(node) = next.pop() {
            if let Node::Function(number) = node
                && self.names.get(&number).is_some_and(|name| cut(name))
            {
                continue;
            }
            for used in self.uses.get(&node).into_iter().flatten() {
                if reached.insert(*used) {
                    next.push(*used);
                }
            }
        }
        reached
    }

    fn add(&mut self, by: Node, what: Node) {
        self.uses.entry(by).or_default().insert(what);
    }

    /// The piece that holds an address.
    fn piece(&self, address: u32) -> Option<Node> {
        let (start, end) = self.pieces.range(..=address).next_back()?;
        (address < *end || address == *start).then_some(Node::Data(*start))
    }

    /// What a relocation names.
    fn target(&self, symbols: &[Symbol], entry: &RelocationEntry) -> Option<Node> {
        use RelocationType as R;
        match entry.ty {
            R::FunctionIndexLeb | R::FunctionIndexI32 => {}
            R::TableIndexSleb | R::TableIndexI32 | R::TableIndexRelSleb => {}
            R::MemoryAddrLeb | R::MemoryAddrSleb | R::MemoryAddrI32 | R::MemoryAddrRelSleb => {}
            // Types, globals and tables are everybody's.
            _ => return None,
        }
        match symbols.get(entry.index as usize)? {
            Symbol::Function(number) => Some(Node::Function(*number)),
            Symbol::Data(address) => self.piece(*address),
            Symbol::Other => None,
        }
    }
}

/// The memory of all symbols, those together that overlap.
fn pieces(mut memory: Vec<Range<u32>>) -> BTreeMap<u32, u32> {
    memory.sort_unstable_by_key(|range| (range.start, range.end));
    let mut pieces: Vec<(u32, u32)> = Vec::new();
    for range in memory {
        match pieces.last_mut() {
            Some((first, last)) if range.start < *last || range.start == *first => {
                *last = range.end.max(*last);
            }
            _ => pieces.push((range.start, range.end)),
        }
    }
    pieces.into_iter().collect()
}
