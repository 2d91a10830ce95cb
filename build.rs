//! Lets `cargo xtask` have both programs built so that they can be split (`xtask/split`), and says of which shaders
//! the program is made (`src/network/choices.rs`), and which protocol it speaks (`src/protocol.rs`).

use std::fs;
use std::path::{Path, PathBuf};

/// What is in messages between the page and its engine: the protocol, and the modules that it may use
/// (`tests/architecture.rs`).
const PROTOCOL: [&str; 5] = ["arch", "digit", "error", "image", "protocol"];

fn main() {
    say("TRIPTYCH_SHADERS", &["shaders".into()]);
    let sources = |name: &str| [format!("src/{name}.rs"), format!("src/{name}")].map(PathBuf::from);
    let protocol: Vec<PathBuf> = PROTOCOL.iter().flat_map(|name| sources(name)).collect();
    say("TRIPTYCH_PROTOCOL", &protocol);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TRIPTYCH_SPLIT");
    println!("cargo::rustc-check-cfg=cfg(split)");
    if std::env::var_os("TRIPTYCH_SPLIT").is_some() {
        println!("cargo::rustc-cfg=split");
        // Where every address stands, so that functions can be taken out.
        for program in ["page", "worker"] {
            println!("cargo::rustc-link-arg-bin={program}=--emit-relocs");
        }
    }
}

/// Gives the program a number that changes with any of these files: FNV-1a of all their bytes, in the order of their
/// names. Of a module there is a file, a folder, or both.
fn say(variable: &str, places: &[PathBuf]) {
    let mut files = Vec::new();
    for place in places.iter().filter(|place| place.exists()) {
        println!("cargo::rerun-if-changed={}", place.display());
        collect(place, &mut files);
    }
    files.sort();
    let bytes = files.iter().flat_map(|file| fs::read(file).expect("a source"));
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    println!("cargo::rustc-env={variable}={hash:016x}");
}

/// What is hidden is no source: editors put files and links beside those that they have open.
fn collect(place: &Path, files: &mut Vec<PathBuf>) {
    if place.is_file() {
        return files.push(place.into());
    }
    for entry in fs::read_dir(place).expect("a folder of sources") {
        let entry = entry.expect("a source");
        if !entry.file_name().as_encoded_bytes().starts_with(b".") {
            collect(&entry.path(), files);
        }
    }
}
