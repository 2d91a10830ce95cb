//! A small program is split, and runs.

use crate::engine::split;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let path = env::temp_dir().join(format!("split-trial-{}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Cargo's folder of this package.
fn here() -> PathBuf {
    PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs it"))
}

/// The program, compiled with these optimisations; nothing where the compiler does not know wasm.
fn compile(folder: &Path, level: &str) -> Option<Vec<u8>> {
    let made = folder.join("program.wasm");
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()));
    rustc.args(["--edition=2024", "--crate-type=cdylib", "--target=wasm32-unknown-unknown"]);
    rustc.args(["--crate-name=image", "-Clink-arg=--emit-relocs", "-Cpanic=abort"]);
    rustc
        .arg(format!("-Copt-level={level}"))
        .arg(here().join("trial/program.rs"))
        .arg("-o")
        .arg(&made);
    let output = rustc.output().expect("a compiler");
    let words = String::from_utf8_lossy(&output.stderr);
    if words.contains("can't find crate for `std`") {
        return None;
    }
    assert!(output.status.success(), "{words}");
    Some(fs::read(made).expect("what was compiled"))
}

#[test]
fn a_program_in_two_does_as_the_whole() {
    let folder = Folder::new();
    let (Some(program), Some(other)) = (compile(&folder.0, "1"), compile(&folder.0, "0")) else {
        eprintln!("skipped: this compiler has no wasm32-unknown-unknown (`cargo xtask setup`)");
        return;
    };
    let [one, other] = [program, other].map(|program| split(&program, &program).expect("halves"));
    let has =
        |bytes: &[u8], name: &str| bytes.windows(name.len()).any(|part| part == name.as_bytes());
    assert!(has(&one.program, &one.table) && has(&one.rest, &one.table), "they go together");
    assert!(!has(&other.rest, &one.table), "and with no other");
    let files = [("program", &one.program), ("rest", &one.rest), ("other", &other.rest)];
    let paths = files.map(|(name, bytes)| {
        let path = folder.0.join(format!("{name}.wasm"));
        fs::write(&path, bytes).expect("a file");
        path
    });
    let output = Command::new("node").arg(here().join("trial/run.mjs")).args(&paths).output();
    let output = output.expect("node");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
