//! A program to be split: `main.rs` of the test compiles it by the name of a package at which the engine's is
//! cut, so that all its functions but the exported ones are fetched later.

use std::sync::atomic::{AtomicI32, Ordering};

/// Both halves change it.
static CALLS: AtomicI32 = AtomicI32::new(100);
/// Only the rest has it.
static NAMES: [&str; 3] = ["one", "three", "eleven"];
/// Set by a static constructor.
static CONSTRUCTED: AtomicI32 = AtomicI32::new(0);

#[used]
#[unsafe(link_section = ".init_array")]
static CONSTRUCTOR: extern "C" fn() = construct;

extern "C" fn construct() {
    CONSTRUCTED.fetch_add(1, Ordering::Relaxed);
}

#[link(wasm_import_module = "page")]
unsafe extern "C" {
    #[link_name = "__wbg_bringRest_0"]
    fn bring_rest(now: i32);
}

unsafe extern "C" {
    fn __wasm_call_ctors();
}

/// As the engine begins.
#[unsafe(no_mangle)]
pub extern "C" fn begin() {
    unsafe { __wasm_call_ctors() }
}

/// Asks for the rest.
#[unsafe(no_mangle)]
pub extern "C" fn fetch() {
    unsafe { bring_rest(0) }
}

/// What the program can do alone.
#[unsafe(no_mangle)]
pub extern "C" fn twice(number: i32) -> i32 {
    CALLS.fetch_add(1, Ordering::Relaxed);
    2 * number
}

#[unsafe(no_mangle)]
pub extern "C" fn calls() -> i32 {
    CALLS.load(Ordering::Relaxed)
}

/// Calls what is fetched later.
#[unsafe(no_mangle)]
pub extern "C" fn letters(number: i32, scale: f64) -> f64 {
    count(number, scale)
}

/// Calls it by its address.
#[unsafe(no_mangle)]
pub extern "C" fn by_address(number: i32, which: i32) -> i32 {
    let known: [fn(i32) -> i32; 2] = [negative, constructed];
    std::hint::black_box(known)[which as usize](number)
}

#[inline(never)]
fn count(number: i32, scale: f64) -> f64 {
    CALLS.fetch_add(10, Ordering::Relaxed);
    // Back to a function that stays.
    f64::from(twice(NAMES[number as usize].len() as i32)) * scale
}

fn negative(number: i32) -> i32 {
    -number
}

fn constructed(_: i32) -> i32 {
    CONSTRUCTED.load(Ordering::Relaxed)
}
