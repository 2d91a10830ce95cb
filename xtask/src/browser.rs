//! What browser tests and native GPU tests need from the system: Chromium, its driver, and Vulkan.

use crate::apt;
use crate::command::{Program, version_in, which};
use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::Outcome;
use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A browser and the program that drives it.
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: [&str; 4] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
];

/// What somebody does whose system has no packages for it, or has them by other names.
const BY_HAND: &str = "install Chrome and the `chromedriver` of the same version, then set TRIPTYCH_CHROMIUM and \
                       TRIPTYCH_CHROMEDRIVER; or leave the browser out: cargo xtask test --skip-browser";

/// Looks for both; `TRIPTYCH_CHROMIUM` and `TRIPTYCH_CHROMEDRIVER` come first.
pub fn find() -> Option<Browser> {
    let set = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let chromium = set("TRIPTYCH_CHROMIUM")
        .or_else(|| NAMES.iter().find_map(|name| which(name)))
        .or_else(|| PLACES.iter().map(PathBuf::from).find(|path| path.is_file()))?;
    let driver = set("TRIPTYCH_CHROMEDRIVER").or_else(|| which("chromedriver"))?;
    Some(Browser { chromium, driver })
}

/// Installs both unless they are there, and checks that they fit each other.
pub fn ensure(home: &Home) -> Result<Outcome> {
    let before = find();
    let present = before.is_some();
    if !present {
        if which("apt-get").is_none() {
            return Err(Error::Missing {
                what: "Chrome or Chromium, or its ChromeDriver, is missing; the browser tests need both".into(),
                command: BY_HAND.into(),
            });
        }
        apt::ensure(
            home,
            &["chromium", "chromium-driver"],
            "The browser tests need Chromium and ChromeDriver",
        )
        .map_err(|error| match error {
            Error::Missing { what, command } => {
                Error::Missing { what, command: format!("{command}   (on Debian), or {BY_HAND}") }
            }
            other => other,
        })?;
    }
    let found = before.or_else(find).ok_or_else(|| Error::Missing {
        what: "Chromium was installed, but it is not on PATH".into(),
        command: "export TRIPTYCH_CHROMIUM=… TRIPTYCH_CHROMEDRIVER=…".into(),
    })?;
    let detail = describe(&found)?;
    Ok(if present { Outcome::Present(detail) } else { Outcome::Done(detail) })
}

fn describe(found: &Browser) -> Result<String> {
    // Chrome on Windows opens a window instead of telling its version.
    if cfg!(windows) {
        return Ok(found.chromium.display().to_string());
    }
    let [browser, driver] = [&found.chromium, &found.driver].map(|program| {
        let answer = Program::new(program).arg("--version").answer().unwrap_or_default();
        version_in(&answer).unwrap_or("of unknown version").to_string()
    });
    if major(&browser) != major(&driver) {
        return Err(Error::Missing {
            what: format!(
                "{} is {browser}, but {} is {driver}: they must be of the same major version",
                found.chromium.display(),
                found.driver.display()
            ),
            command: "export TRIPTYCH_CHROMEDRIVER=…   (the one for this browser)".into(),
        });
    }
    Ok(format!("{} {browser}", found.chromium.display()))
}

fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

/// A Vulkan driver for native GPU tests: the card's, else Mesa's lavapipe. Only Linux needs one installed.
pub fn ensure_vulkan(home: &Home) -> Result<Outcome> {
    if !cfg!(target_os = "linux") {
        return Ok(Outcome::Present("the system's own GPU interface".into()));
    }
    let drivers = vulkan_drivers();
    if !drivers.is_empty() {
        return Ok(Outcome::Present(drivers.join(", ")));
    }
    apt::ensure(
        home,
        &["libvulkan1", "mesa-vulkan-drivers"],
        "The native GPU tests need a Vulkan driver",
    )?;
    match vulkan_drivers() {
        none if none.is_empty() => Err(Error::Content {
            file: "/usr/share/vulkan/icd.d".into(),
            fact: "it names no Vulkan driver, although mesa-vulkan-drivers is installed".into(),
        }),
        some => Ok(Outcome::Done(some.join(", "))),
    }
}

/// The names of the drivers that the Vulkan loader will see.
fn vulkan_drivers() -> Vec<String> {
    for variable in ["VK_DRIVER_FILES", "VK_ICD_FILENAMES"] {
        if let Some(files) = env::var_os(variable).filter(|files| !files.is_empty()) {
            return env::split_paths(&files)
                .filter(|file| file.is_file())
                .filter_map(|file| stem(&file))
                .collect();
        }
    }
    let folders = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/local/share/vulkan/icd.d"];
    let files =
        folders.iter().filter_map(|folder| Path::new(folder).read_dir().ok()).flatten().flatten();
    let mut names: Vec<String> = files
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new("json")))
        .filter_map(|path| stem(&path))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// `lvp` for `…/lvp_icd.x86_64.json`.
fn stem(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    name.split(['_', '.']).next().map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drivers_have_short_names() {
        assert_eq!(stem(Path::new("/x/lvp_icd.x86_64.json")).as_deref(), Some("lvp"));
        assert_eq!(stem(Path::new("/x/nvidia_icd.json")).as_deref(), Some("nvidia"));
    }

    #[test]
    fn only_the_major_version_must_agree() {
        assert_eq!(major("156.0.8078.79"), major("156.0.8078.73"));
        assert_ne!(major("156.0.8078.79"), major("155.0.1.1"));
    }
}
