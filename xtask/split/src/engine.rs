//! Takes out of the engine's program what a network's run does not need.
//!
//! Nothing in the program has to know. A function at which it is cut (`cut.rs`) leaves another of its type, a
//! stub, which has the rest brought and then calls the real one through the function table. The rest comes by
//! itself once the engine is ready, or at once, while the caller waits, when it is needed before
//! (`www/engine.js`). So where the program is cut decides how much comes when, and nothing else.

use crate::cut::CONSTRUCTORS;
use crate::plan::{Plan, Slot, within};
use crate::reach::Uses;
use anyhow::{Context, Result};
use std::hash::{DefaultHasher, Hash, Hasher};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataId, DataKind, ElementId, ElementItems, ElementKind, ExportId, FunctionBuilder,
    FunctionId, FunctionKind, GlobalKind, ImportKind, ImportedFunction, LocalFunction, Module,
    TableId, passes,
};

/// The import that has the rest brought, in wasm-bindgen's words.
const BRING: &str = "__wbg_bringRest_";
/// Where the rest finds what the program exports.
const PROGRAM: &str = "program";

/// A program in two.
pub struct Halves {
    pub program: Vec<u8>,
    pub rest: Vec<u8>,
    /// The name of the function table that they share.
    pub table: String,
}

/// Takes a program apart: `linked`, as it was linked with relocations, `bound`, as wasm-bindgen made it,
/// with the linker's names.
pub fn split(linked: &[u8], bound: &[u8]) -> Result<Halves> {
    let mut program = Module::from_buffer(bound)?;
    let plan = Plan::new(&Uses::read(linked)?, &program)?;
    let mut rest = Module::from_buffer(bound)?;
    // A rest goes with one program only: with another it is refused where it comes.
    let mut hasher = DefaultHasher::new();
    bound.hash(&mut hasher);
    let table = format!("functions-{:016x}", hasher.finish());
    keep(&mut program, &plan, &table)?;
    take(&mut rest, &plan, &table)?;
    for half in [&mut program, &mut rest] {
        // Relocations and the like: they are of the program as it was linked.
        let customs: Vec<_> = half.customs.iter().map(|(id, _)| id).collect();
        customs.into_iter().for_each(|custom| drop(half.customs.delete(custom)));
        passes::gc::run(half);
    }
    Ok(Halves { program: program.emit_wasm(), rest: rest.emit_wasm(), table })
}

/// Leaves stubs for what is taken, and exports what the rest needs, its function table by this name.
fn keep(program: &mut Module, plan: &Plan, table_name: &str) -> Result<()> {
    let functions: Vec<FunctionId> = program.funcs.iter().map(|function| function.id()).collect();
    let globals: Vec<_> = program.globals.iter().map(|global| global.id()).collect();
    let bring = program
        .imports
        .iter()
        .find_map(|import| match import.kind {
            ImportKind::Function(function) if import.name.starts_with(BRING) => Some(function),
            _ => None,
        })
        .context("it imports nothing that brings the rest")?;
    let table = program.tables.main_function_table()?.context("it has no function table")?;
    for (function, at) in &plan.cut {
        let id = functions[*function];
        let is_constructors = program.funcs.get(id).name.as_deref() == Some(CONSTRUCTORS);
        // The rest runs them when it comes.
        let stub = stub(program, id, (!is_constructors).then_some((bring, table, *at)));
        program.funcs.get_mut(id).kind = FunctionKind::Local(stub);
    }
    fill(program, table, &plan.program_table, &functions);
    let entry = program.tables.get_mut(table);
    entry.maximum = entry.maximum.map(|maximum| maximum + plan.table_length - entry.initial);
    entry.initial = plan.table_length;
    program.exports.add(table_name, table);
    for function in &plan.wanted_functions {
        program.exports.add(&function_name(*function), functions[*function]);
    }
    for global in &plan.wanted_globals {
        program.exports.add(&global_name(*global), globals[*global]);
    }
    // wasm-opt leaves out what is zero.
    let data: Vec<DataId> = program.data.iter().map(|data| data.id()).collect();
    for data in data {
        let data = program.data.get_mut(data);
        for range in plan.memory.iter().filter_map(|range| within(&data.kind, range)) {
            if let Some(bytes) = data.value.get_mut(range) {
                bytes.fill(0);
            }
        }
    }
    Ok(())
}

/// A function of the same type, which has the rest brought and calls the one that is in the table then.
fn stub(
    program: &mut Module,
    function: FunctionId,
    way: Option<(FunctionId, TableId, u64)>,
) -> LocalFunction {
    let ty = program.funcs.get(function).ty();
    let (parameters, results) = {
        let ty = program.types.get(ty);
        (ty.params().to_vec(), ty.results().to_vec())
    };
    let locals: Vec<_> = parameters.iter().map(|ty| program.locals.add(*ty)).collect();
    let mut builder = FunctionBuilder::new(&mut program.types, &parameters, &results);
    if let Some((bring, table, at)) = way {
        let mut body = builder.func_body();
        body.i32_const(1).call(bring);
        for local in &locals {
            body.local_get(*local);
        }
        body.i32_const(at as i32).call_indirect(ty, table);
    }
    builder.local_func(locals)
}

/// Keeps what is taken, and imports what it needs of the program.
fn take(rest: &mut Module, plan: &Plan, table_name: &str) -> Result<()> {
    let functions: Vec<FunctionId> = rest.funcs.iter().map(|function| function.id()).collect();
    let globals: Vec<_> = rest.globals.iter().map(|global| global.id()).collect();
    let memory = rest.get_memory_id()?;
    let memory_name = rest
        .exports
        .get_exported_memory(memory)
        .map(|export| export.name.clone())
        .context("it does not export its memory")?;
    let table = rest.tables.main_function_table()?.context("it has no function table")?;
    let exports: Vec<ExportId> = rest.exports.iter().map(|export| export.id()).collect();
    exports.into_iter().for_each(|export| rest.exports.delete(export));
    let pieces = pieces(rest, plan);
    let data: Vec<DataId> = rest.data.iter().map(|data| data.id()).collect();
    data.into_iter().for_each(|data| rest.data.delete(data));
    let import = rest.imports.add(PROGRAM, &memory_name, memory);
    let entry = rest.memories.get_mut(memory);
    (entry.import, entry.maximum) = (Some(import), None);
    entry.data_segments.clear();
    for (start, bytes) in pieces {
        let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
        let data = rest.data.add(DataKind::Active { memory, offset }, bytes);
        rest.memories.get_mut(memory).data_segments.insert(data);
    }
    fill(rest, table, &plan.rest_table, &functions);
    let import = rest.imports.add(PROGRAM, table_name, table);
    let entry = rest.tables.get_mut(table);
    (entry.import, entry.maximum) = (Some(import), None);
    for global in &plan.wanted_globals {
        let id = globals[*global];
        let import = rest.imports.add(PROGRAM, &global_name(*global), id);
        rest.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
    for function in &plan.wanted_functions {
        let id = functions[*function];
        let import = rest.imports.add(PROGRAM, &function_name(*function), id);
        let ty = rest.funcs.get(id).ty();
        rest.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
    }
    rest.start = rest.funcs.by_name(CONSTRUCTORS);
    Ok(())
}

/// The first contents of the memory that is the rest's: where each piece begins, and its bytes.
fn pieces(program: &Module, plan: &Plan) -> Vec<(u32, Vec<u8>)> {
    let mut found = Vec::new();
    for data in program.data.iter() {
        for piece in &plan.memory {
            let bytes = within(&data.kind, piece).and_then(|range| data.value.get(range));
            found.extend(bytes.map(|bytes| (piece.start, bytes.to_vec())));
        }
    }
    found
}

/// Has the function table hold this, and no more.
fn fill(module: &mut Module, table: TableId, slots: &[Slot], functions: &[FunctionId]) {
    let old: Vec<ElementId> = module.tables.get_mut(table).elem_segments.drain().collect();
    old.into_iter().for_each(|element| module.elements.delete(element));
    for run in slots.chunk_by(|before, after| before.at + 1 == after.at) {
        let items = run.iter().map(|slot| functions[slot.function]).collect();
        let offset = ConstExpr::Value(Value::I32(run[0].at as i32));
        let kind = ElementKind::Active { table, offset };
        let element = module.elements.add(kind, ElementItems::Functions(items));
        module.tables.get_mut(table).elem_segments.insert(element);
    }
}

fn function_name(number: usize) -> String {
    format!("f{number}")
}

fn global_name(number: usize) -> String {
    format!("g{number}")
}
