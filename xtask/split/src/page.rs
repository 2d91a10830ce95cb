//! Takes the page's program apart at its split points (`src/ui/apart.rs`).

use anyhow::{Result, anyhow};
use std::fs;
use std::path::Path;
use wasm_split_cli_support::{Options, transform};

/// Into `folder` go `name.wasm`, the program without what is fetched later, for wasm-bindgen; one file
/// for what is fetched; and `name-parts.js`, which fetches it.
pub fn split(program: &Path, folder: &Path, name: &str) -> Result<()> {
    let bytes = fs::read(program)?;
    let (rest, script) = (folder.join(format!("{name}.wasm")), format!("./{name}-parts.js"));
    let page = format!("./{name}.js");
    let mut options = Options::new(&bytes);
    options.output_dir = folder;
    options.main_out_path = &rest;
    options.link_name = &script;
    options.main_module = &page;
    let split = transform(options).map_err(|error| anyhow!("{error:#}"))?;
    // The same names as the program's, so that a newer page never gets an older part.
    let script = folder.join(script);
    let mut text = fs::read_to_string(&script)?;
    for part in split.split_modules {
        let old = part.file_name().unwrap_or_default().to_string_lossy();
        let new = format!("{name}-{}", old.trim_start_matches("split_"));
        text = text.replace(&format!("\"./{old}\""), &format!("\"./{new}\""));
        fs::rename(&part, folder.join(new))?;
    }
    Ok(fs::write(&script, text)?)
}
