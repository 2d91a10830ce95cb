//! `split PROGRAM FOLDER NAME`: takes a wasm program apart at its split points, `src/ui/apart.rs`.
//!
//! Into FOLDER go `NAME.wasm`, the program without what is fetched later, for wasm-bindgen; one file
//! for what is fetched; and `NAME-parts.js`, which fetches it. A package of its own, because only the
//! page that is published or tested needs it, and what it is built on takes a minute to compile.

use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use wasm_split_cli_support::{Options, transform};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [program, folder, name] = &arguments[..] else {
        eprintln!("usage: split PROGRAM FOLDER NAME");
        return ExitCode::from(2);
    };
    match split(Path::new(program), Path::new(folder), name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{program} could not be split: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn split(program: &Path, folder: &Path, name: &str) -> Result<(), String> {
    let bytes = fs::read(program).map_err(|error| error.to_string())?;
    let (rest, script) = (folder.join(format!("{name}.wasm")), format!("./{name}-parts.js"));
    let page = format!("./{name}.js");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &rest;
    options.link_name = &script;
    options.main_module = &page;
    let split = transform(options).map_err(|error| format!("{error:#}"))?;
    // The same names as the program's, so that a newer page never gets an older part.
    let script = folder.join(script);
    let mut text = fs::read_to_string(&script).map_err(|error| error.to_string())?;
    for part in split.split_modules {
        let old = part.file_name().unwrap_or_default().to_string_lossy();
        let new = format!("{name}-{}", old.trim_start_matches("split_"));
        text = text.replace(&format!("\"./{old}\""), &format!("\"./{new}\""));
        fs::rename(&part, folder.join(new)).map_err(|error| error.to_string())?;
    }
    fs::write(&script, text).map_err(|error| error.to_string())
}
