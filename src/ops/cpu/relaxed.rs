//! Fused multiply-adds in WebAssembly, where the browser has them: relaxed SIMD. An instruction does what
//! otherwise takes two, in half the time where a processor has as many units for both.
//!
//! The inner loop is then a small program of its own ([`program`]) on the engine's memory. It is made
//! when it is first wanted; Safari, which does not know these instructions, goes on without.

mod program;

use super::sweep::{Lanes, Run};
use js_sys::{Function, Object, Reflect, Uint8Array, WebAssembly};
use program::{Call, NAMES, program};
use wasm_bindgen::{JsCast, JsValue};

thread_local! {
    static ADD: Option<Function> = made().ok().flatten();
}

/// The program's function, in browsers that know its instructions.
fn made() -> Result<Option<Function>, JsValue> {
    let bytes = Uint8Array::from(program().as_slice());
    if !WebAssembly::validate(&bytes)? {
        return Ok(None);
    }
    let [from, memory, name] = NAMES;
    let (imports, engine) = (Object::new(), Object::new());
    Reflect::set(&engine, &memory.into(), &wasm_bindgen::memory())?;
    Reflect::set(&imports, &from.into(), &engine)?;
    let instance = WebAssembly::Instance::new(&WebAssembly::Module::new(&bytes)?, &imports)?;
    Ok(Reflect::get(&instance.exports(), &name.into())?.dyn_into().ok())
}

/// `sums[row] += sum over k of input[row, k] * panel[k]` in the first `width` lanes, as
/// [`Sweep`](super::sweep::Sweep) has it for a part of its runs. Gives whether it was done.
pub(super) fn add(
    input: &[f32],
    rows: &[usize],
    runs: &[Run],
    panel: &[Lanes],
    width: usize,
    sums: &mut [Lanes],
) -> bool {
    ADD.with(|add| {
        let Some(add) = add else { return false };
        check(input, rows, runs, panel);
        let call = Call {
            rows: rows.as_ptr() as u32,
            row_count: rows.len().min(sums.len()) as u32,
            runs: runs.as_ptr() as u32,
            run_count: runs.len() as u32,
            input: input.as_ptr() as u32,
            panel: panel.as_ptr() as u32,
            sums: sums.as_mut_ptr() as u32,
            width: width as u32,
        };
        add.call1(&JsValue::UNDEFINED, &(&raw const call as u32).into()).is_ok()
    })
}

/// The program does not look where it reads: all of it has to be there.
fn check(input: &[f32], rows: &[usize], runs: &[Run], panel: &[Lanes]) {
    let end = runs.iter().map(|run| run.offset + run.length).max().unwrap_or_default();
    let lines: usize = runs.iter().map(|run| run.length).sum();
    let last = rows.iter().max().copied().unwrap_or_default();
    assert!(runs.iter().all(|run| run.length > 0) && lines <= panel.len());
    assert!(last + end <= input.len());
}
