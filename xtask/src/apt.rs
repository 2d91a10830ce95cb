//! System packages, on Debian and its relatives.

use crate::command::{Program, which};
use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::say;

/// Installs those of `packages` that are missing; `purpose` is the fact to report where that is impossible.
/// Says which were installed. Nothing installed is ever removed or replaced.
pub fn ensure(home: &Home, packages: &[&str], purpose: &str) -> Result<Vec<String>> {
    let command = format!("sudo apt-get install --no-install-recommends {}", packages.join(" "));
    if which("apt-get").is_none() {
        let command =
            format!("your system's package manager, for what Debian calls {}", packages.join(" "));
        return Err(Error::Missing { what: purpose.into(), command });
    }
    let missing: Vec<&str> =
        packages.iter().copied().filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    if Program::new("id").arg("-u").answer().as_deref() != Some("0") {
        return Err(Error::Missing {
            what: format!("{purpose}, and only root may install it"),
            command,
        });
    }
    say(&format!("installing system packages: {}", missing.join(" ")));
    let log = home.log("apt");
    let install = || {
        Program::new("apt-get")
            .args(["install", "--yes", "--no-install-recommends", "--no-remove"])
            .args(&missing)
            .env("DEBIAN_FRONTEND", "noninteractive")
            .log(&log)
    };
    // The lists may be missing or old; a fresh one is needed then, and only then.
    let known = missing.iter().all(|package| known(package));
    if !(known && install().is_ok()) {
        Program::new("apt-get").arg("update").log(&home.log("apt-update"))?;
        install().map_err(|_| Error::Missing {
            what: format!("{purpose}, and apt-get could not install it"),
            command,
        })?;
    }
    Ok(missing.into_iter().map(str::to_string).collect())
}

/// npm, which comes with Node.js.
pub fn ensure_npm(home: &Home) -> Result<()> {
    if which("npm").is_some() {
        return Ok(());
    }
    ensure(home, &["nodejs", "npm"], "npm is missing").map(drop)
}

fn installed(package: &str) -> bool {
    let state = Program::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", package])
        .answer();
    state.as_deref() == Some("installed")
}

fn known(package: &str) -> bool {
    let policy = Program::new("apt-cache").args(["policy", package]).env("LC_ALL", "C").answer();
    policy.is_some_and(|text| text.contains("Candidate:") && !text.contains("Candidate: (none)"))
}
