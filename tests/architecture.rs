//! Dependencies point one way, and rooms stay small.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What each module of `src/` may use of the others. `docs/architecture.md` explains the order.
const MAY_USE: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("figures", &[]),
    ("clock", &[]),
    ("arch", &["error"]),
    ("home", &[]),
    ("measure", &[]),
    ("image", &["error", "figures"]),
    ("digit", &["error"]),
    ("protocol", &["arch", "digit", "error", "image"]),
    (
        "convert",
        &["arch", "classify", "device", "error", "image", "labels", "network", "photo", "weights"],
    ),
    ("kernels", &["arch"]),
    ("ops", &["arch", "kernels"]),
    ("labels", &["error"]),
    ("weights", &["arch", "error", "image"]),
    ("network", &["arch", "clock", "error", "ops", "weights"]),
    ("device", &["error", "protocol"]),
    ("check", &["device", "error", "kernels", "protocol"]),
    ("bench", &["arch", "clock", "device", "error", "kernels", "network", "protocol", "weights"]),
    ("classify", &["arch", "device", "digit", "error", "network", "protocol", "weights"]),
    (
        "photo",
        &[
            "arch", "classify", "clock", "device", "error", "image", "labels", "network",
            "protocol", "weights",
        ],
    ),
    (
        "look",
        &[
            "arch", "check", "classify", "clock", "device", "error", "network", "ops", "photo",
            "protocol",
        ],
    ),
    (
        "worker",
        &[
            "arch", "bench", "check", "classify", "clock", "device", "digit", "error", "image",
            "look", "network", "ops", "photo", "protocol", "weights",
        ],
    ),
    ("ui", &["arch", "digit", "error", "figures", "image", "protocol"]),
    ("train", &["arch", "classify", "digit", "error", "home", "measure", "weights"]),
];

/// Only these may name the GPU libraries.
const GPU_MODULES: &[&str] = &["bench", "device", "kernels", "ops", "check"];

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
            found.push(path);
        }
    }
    found
}

/// The module of `src/` that a file belongs to; `None` for the crate's root and its programs.
fn module(path: &Path) -> Option<String> {
    let below = path.strip_prefix("src").ok()?;
    let first = below.components().next()?.as_os_str().to_string_lossy().into_owned();
    let name = first.trim_end_matches(".rs").to_owned();
    (!["lib", "main", "cli", "bin"].contains(&name.as_str())).then_some(name)
}

/// The modules named after `crate::` in a file, whatever stands between braces included.
fn used(text: &str) -> BTreeSet<String> {
    let code: String = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join(" ");
    let mut names = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        for item in items(after) {
            let name: String =
                item.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.chars().next().is_some_and(char::is_lowercase) {
                names.insert(name);
            }
        }
    }
    names
}

/// What stands after `crate::`: one path, or the paths between its braces without those that are
/// nested deeper.
fn items(after: &str) -> Vec<String> {
    let Some(list) = after.strip_prefix('{') else { return vec![after.into()] };
    let (mut items, mut depth) = (vec![String::new()], 1);
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => items.push(String::new()),
            _ if depth == 1 => items.last_mut().expect("one").push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    items
}

#[test]
fn dependencies_point_one_way() {
    let mut seen = BTreeSet::new();
    for path in files(Path::new("src"), &["rs"]) {
        let Some(module) = module(&path) else { continue };
        if path.ends_with("tests.rs") {
            continue; // tests may compare with anything
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let allowed = MAY_USE.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{module} is not in MAY_USE"));
        for name in used(&text) {
            assert!(
                name == module || allowed.contains(&name.as_str()) || !known(&name),
                "{} uses {name}, which {module} may not",
                path.display()
            );
        }
        let gpu = ["cubecl::", "wgpu::", "CubeTensor"].iter().any(|name| text.contains(name));
        assert!(!gpu || GPU_MODULES.contains(&module.as_str()), "{} names the GPU", path.display());
        let tensors = text.contains("burn::");
        assert!(
            !tensors
                || !["arch", "digit", "image", "protocol", "ui", "weights", "worker"]
                    .contains(&module.as_str()),
            "{} names Burn",
            path.display()
        );
        seen.insert(module);
    }
    assert!(seen.len() >= 13, "only {seen:?} were read");
}

fn known(name: &str) -> bool {
    MAY_USE.iter().any(|(module, _)| *module == name)
}

/// What page and engine say to each other is known again by these sources.
#[test]
fn the_build_script_knows_what_is_in_messages() {
    let script = std::fs::read_to_string("build.rs").expect("the build script");
    let (_, after) = script.split_once("const PROTOCOL").expect("its list");
    let list = after.split(';').nth(1).expect("its names");
    let hashed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let (_, used) = MAY_USE.iter().find(|(name, _)| *name == "protocol").expect("a module");
    assert_eq!(hashed, [*used, &["protocol"]].concat());
}

#[test]
fn the_scan_sees_every_way_to_name_a_module() {
    let text = "use crate::arch::Row;\nuse crate::{bench::{x, ui::y}, check};\n// crate::ui\nlet x = crate::ops::y();";
    assert_eq!(used(text).into_iter().collect::<Vec<_>>(), ["arch", "bench", "check", "ops"]);
}

/// The crates that a manifest lists, as code names them.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(manifest).expect("readable");
    let table = text.split_once("\n[dependencies]\n").expect("dependencies").1;
    let table = table.split("\n[").next().unwrap_or(table);
    let lines = table.lines().filter(|line| !line.starts_with(['#', ' ']));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_"))).collect()
}

/// Whether code names a crate: in a path, or alone between quotes, as `#[serde(with = "serde_bytes")]` does.
fn names_crate(text: &str, name: &str) -> bool {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.match_indices(name).map(move |(at, _)| line.split_at(at))).any(
        |(before, from)| {
            let after = &from[name.len()..];
            let inside = before.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
            !inside && after.starts_with("::") || before.ends_with('"') && after.starts_with('"')
        },
    )
}

/// The fuzz targets are built by hand only, from the rooms that `fuzz/src/lib.rs` names: what those use, rooms
/// and crates, must be there.
#[test]
fn fuzz_targets_have_every_room_that_they_need() {
    let text = std::fs::read_to_string("fuzz/src/lib.rs").expect("readable");
    let rooms =
        text.split_once("pub mod rooms {").expect("rooms").1.split_once('}').expect("end").0;
    let rooms: Vec<_> = rooms
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert!(rooms.contains(&"image"), "only {rooms:?} were read");
    let crates = dependencies("Cargo.toml");
    let there = dependencies("fuzz/Cargo.toml");
    assert!(there.len() >= 10 && crates.len() > there.len(), "only {there:?} were read");
    let missing: Vec<_> = crates.difference(&there).collect();
    for path in files(Path::new("src"), &["rs"]) {
        // Of conversion they have this alone.
        let checkpoint = path.with_extension("").starts_with("src/convert/checkpoint");
        let module = module(&path).filter(|name| checkpoint || rooms.contains(&name.as_str()));
        let Some(module) = module else { continue };
        let text = std::fs::read_to_string(&path).expect("readable");
        for name in used(&text) {
            assert!(
                !known(&name) || rooms.contains(&name.as_str()),
                "{} uses {name}, which the fuzz targets' {module} has not got: name it in fuzz/src/lib.rs",
                path.display()
            );
        }
        if !path.ends_with("tests.rs") {
            let named = missing.iter().find(|name| names_crate(&text, name));
            assert_eq!(named, None, "{}: add the crate to fuzz/Cargo.toml", path.display());
        }
    }
}

#[test]
fn rooms_are_small() {
    for (folder, endings, most) in [
        ("src", &["rs"][..], 260),
        ("tests", &["rs"], 260),
        ("xtask", &["rs"], 260),
        ("benches", &["rs"], 260),
        ("shaders", &["wgsl"], 150),
        ("www", &["css"], 260),
    ] {
        for path in files(Path::new(folder), endings) {
            let lines = std::fs::read_to_string(&path).expect("readable").lines().count();
            assert!(lines <= most, "{} has {lines} lines; split it by purpose", path.display());
        }
    }
}
