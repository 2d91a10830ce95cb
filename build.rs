//! Lets `cargo xtask` have both programs built so that they can be split (`xtask/split`), and says of which shaders
//! the program is made (`src/network/choices.rs`).

use std::fs;
use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=shaders");
    println!("cargo::rustc-env=TRIPTYCH_SHADERS={:016x}", shaders());
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

/// A number that changes with any shader: FNV-1a of all their bytes, in the order of their names.
fn shaders() -> u64 {
    let entries = fs::read_dir("shaders").expect("the shaders");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a shader").path()).collect();
    paths.sort();
    let bytes = paths.iter().flat_map(|path| fs::read(path).expect("a shader"));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
