//! Where the project keeps tools, data and build outputs. xtask and the browser's tests include
//! this file too, so it uses nothing but the standard library.

use std::ffi::OsString;
use std::path::{PathBuf, absolute};

/// `$TRIPTYCH_HOME`, or `triptych` in the folder for caches of the system `os`, as
/// [`std::env::consts::OS`] names it. `var` looks an environment variable up; an empty one counts as
/// unset, as the XDG rules want it, and so does an `$XDG_CACHE_HOME` that is relative.
pub fn locate(os: &str, var: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let set = |name: &str| var(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(own) = set("TRIPTYCH_HOME") {
        // Programs that are started in other folders are to find the same one.
        return Some(absolute(&own).unwrap_or(own));
    }
    let caches = match os {
        "windows" => set("LOCALAPPDATA"),
        "macos" => set("HOME").map(|home| home.join("Library").join("Caches")),
        _ => set("XDG_CACHE_HOME")
            .filter(|caches| caches.has_root())
            .or_else(|| set("HOME").map(|home| home.join(".cache"))),
    };
    caches.map(|caches| caches.join("triptych"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(os: &str, vars: &[(&str, &str)]) -> Option<PathBuf> {
        locate(os, |name| vars.iter().find(|(n, _)| *n == name).map(|(_, value)| value.into()))
    }

    #[test]
    fn own_variable_comes_first() {
        let vars = [("TRIPTYCH_HOME", "/t"), ("XDG_CACHE_HOME", "/x"), ("HOME", "/h")];
        assert_eq!(located("linux", &vars), absolute("/t").ok());
        assert_eq!(located("linux", &vars[1..]), Some("/x/triptych".into()));
        assert_eq!(located("linux", &vars[2..]), Some("/h/.cache/triptych".into()));
        assert_eq!(
            located("linux", &[("XDG_CACHE_HOME", ""), ("HOME", "/h")]),
            Some("/h/.cache/triptych".into())
        );
    }

    #[test]
    fn relative_folders_are_made_absolute_or_passed_over() {
        let own = located("linux", &[("TRIPTYCH_HOME", "t")]).unwrap();
        assert!(own.is_absolute() && own.ends_with("t"), "{own:?}");
        let vars = [("XDG_CACHE_HOME", "x"), ("HOME", "/h")];
        assert_eq!(located("linux", &vars), Some("/h/.cache/triptych".into()));
    }

    #[test]
    fn every_system_has_its_place() {
        assert_eq!(located("macos", &[("HOME", "/h")]), Some("/h/Library/Caches/triptych".into()));
        assert_eq!(located("windows", &[("LOCALAPPDATA", "/l")]), Some("/l/triptych".into()));
        assert_eq!(located("linux", &[]), None);
    }
}
