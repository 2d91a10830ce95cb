//! `split page PROGRAM FOLDER NAME` and `split engine PROGRAM BOUND SCRIPT REST`: take a wasm program apart.
//!
//! A package of its own, because only the page that is published or tested needs it, and what it is
//! built on takes a minute to compile.

mod cut;
mod engine;
mod linked;
mod page;
mod plan;
mod reach;
#[cfg(test)]
mod trial;

use anyhow::Result;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (program, result) = match arguments[..] {
        ["page", program, folder, name] => {
            (program, page::split(Path::new(program), Path::new(folder), name))
        }
        ["engine", program, bound, script, rest] => (program, engine(program, bound, script, rest)),
        _ => {
            eprintln!(
                "usage: split page PROGRAM FOLDER NAME\n       split engine PROGRAM BOUND SCRIPT REST"
            );
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{program} could not be split: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

/// Takes a program apart that wasm-bindgen has made `bound` and `script` of: leaves there what stays, and writes
/// what is fetched later. The script says with which program it goes (`www/engine.js`).
fn engine(program: &str, bound: &str, script: &str, rest: &str) -> Result<()> {
    let halves = engine::split(&fs::read(program)?, &fs::read(bound)?)?;
    fs::write(bound, halves.program)?;
    let words = fs::read_to_string(script)?;
    fs::write(script, format!("{words}\nexport const TABLE = '{}';\n", halves.table))?;
    Ok(fs::write(rest, halves.rest)?)
}
