//! The tools of the page's build, found, and the environment they need.

use crate::command::{Program, path_with};
use crate::error::{Error, Result};
use crate::home::{Home, checkout};
use crate::tool::{Tool, write_program};
use crate::wasm_std::{self, WasmStd};
use crate::{lockfile, pins};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Trunk, as pinned.
pub fn trunk() -> Tool {
    Tool {
        program: "trunk",
        package: "trunk",
        version: pins::TRUNK.into(),
        archive: pins::trunk_archive(),
        features: &["--no-default-features", "--features", "rustls"],
        minutes: "7 minutes",
    }
}

/// wasm-bindgen's command, in the version that the code is built with.
pub fn wasm_bindgen() -> Result<Tool> {
    let version = lockfile::version(&checkout(), "wasm-bindgen")?;
    let archive = pins::wasm_bindgen_archive(&version);
    Ok(Tool {
        program: "wasm-bindgen",
        package: "wasm-bindgen-cli",
        version,
        archive,
        features: &[],
        minutes: "3 minutes",
    })
}

/// Everything that builds the page.
pub struct Toolbox {
    pub wasm_std: WasmStd,
    trunk: PathBuf,
    path: Vec<PathBuf>,
    target: PathBuf,
    shims: PathBuf,
}

impl Toolbox {
    /// Finds what `setup` has brought.
    pub fn find(home: &Home) -> Result<Toolbox> {
        let missing = |what: &str| Error::Missing {
            what: format!("{what} is missing"),
            command: "cargo xtask setup".into(),
        };
        let wasm_std =
            wasm_std::find(home).ok_or_else(|| missing("Rust's standard library for wasm"))?;
        let trunk = trunk().find(home).ok_or_else(|| missing("Trunk"))?;
        let bindgen = wasm_bindgen()?.find(home).ok_or_else(|| missing("wasm-bindgen"))?;
        let folders = [trunk.parent(), bindgen.parent(), Some(&pins::BINARYEN.bin(home))];
        let path = folders.into_iter().flatten().map(Path::to_path_buf).collect();
        let target = home.target("wasm");
        Ok(Toolbox { wasm_std, trunk, path, target, shims: home.tool("bin") })
    }

    /// Trunk, in the checkout, with its environment.
    pub fn trunk(&self) -> Program {
        // Trunk copies every JavaScript snippet that it finds here, also those of older builds and other clones.
        // What is not there is all the better.
        let _ = fs::remove_dir_all(self.target.join("wasm-bindgen"));
        let program = self.equip(Program::new(&self.trunk)).env("TRUNK_SKIP_VERSION_CHECK", "true");
        // Trunk takes no other value than these for it (trunk-rs/trunk#1065).
        match env::var_os("NO_COLOR") {
            Some(value) if !value.is_empty() => program.env("NO_COLOR", "true"),
            _ => program.env_remove("NO_COLOR"),
        }
    }

    /// Gives a program the tools, the compiler and the target folder for wasm.
    pub fn equip(&self, program: Program) -> Program {
        let program = program
            .env("PATH", path_with(&self.path))
            .env("CARGO_TARGET_DIR", &self.target)
            // They would take the place of what .cargo/config.toml says.
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .dir(&checkout());
        match self.wasm_std.rustc() {
            Some(rustc) => program.env("RUSTC", rustc),
            None => program,
        }
    }

    /// What the built page depends on besides the checkout's files.
    pub fn identity(&self) -> String {
        let rustc = self.wasm_std.rustc().unwrap_or_else(|| "rustc".into());
        let version =
            Program::new(rustc).arg("--version").dir(&checkout()).answer().unwrap_or_default();
        format!("{version}; trunk {}; binaryen {}", pins::TRUNK, pins::BINARYEN.version)
    }

    /// Writes a `trunk` that has this environment by itself, for plain `trunk serve`.
    #[cfg(unix)]
    pub fn write_shim(&self) -> Result<()> {
        let mut lines = vec![
            "#!/bin/sh".to_string(),
            "# Written by `cargo xtask setup`: Trunk with what Triptych's build needs.".to_string(),
            format!("export PATH={}:\"$PATH\"", quote(&join(&self.path))),
            format!("export CARGO_TARGET_DIR=\"${{CARGO_TARGET_DIR:-{}}}\"", self.target.display()),
            "export TRUNK_SKIP_VERSION_CHECK=true".to_string(),
            "unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS".to_string(),
            "if [ -n \"$NO_COLOR\" ]; then export NO_COLOR=true; else unset NO_COLOR; fi"
                .to_string(),
        ];
        lines.extend(
            self.wasm_std
                .rustc()
                .map(|rustc| format!("export RUSTC={}", quote(&rustc.display().to_string()))),
        );
        lines.push(format!("exec {} \"$@\"\n", quote(&self.trunk.display().to_string())));
        let (script, path) = (lines.join("\n"), self.shims.join("trunk"));
        if fs::read_to_string(&path).is_ok_and(|old| old == script) {
            return Ok(());
        }
        fs::create_dir_all(&self.shims).map_err(Error::io("create", &self.shims))?;
        write_program(&path, script.as_bytes())
    }

    /// There the environment itself is set, by `env`.
    #[cfg(not(unix))]
    pub fn write_shim(&self) -> Result<()> {
        Ok(())
    }

    /// The lines for a person's shell that make plain `trunk serve` work.
    pub fn shell_lines(&self) -> String {
        if cfg!(windows) {
            return format!(
                "$env:PATH = '{};' + $env:PATH; if ($env:NO_COLOR) {{ $env:NO_COLOR = 'true' }}; \
                 Remove-Item Env:RUSTFLAGS, Env:CARGO_ENCODED_RUSTFLAGS -ErrorAction Ignore",
                join(&self.path)
            );
        }
        format!("export PATH={}:\"$PATH\"", quote(&self.shims.display().to_string()))
    }
}

fn join(folders: &[PathBuf]) -> String {
    let texts: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    texts.join(if cfg!(windows) { ";" } else { ":" })
}

/// A word for a POSIX shell.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:+".contains(c);
    if word.chars().all(plain) { word.into() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_the_shell() {
        assert_eq!(quote("/home/me/.cache/triptych"), "/home/me/.cache/triptych");
        assert_eq!(quote("/home/my name"), "'/home/my name'");
        assert_eq!(quote("it's"), r"'it'\''s'");
    }
}
