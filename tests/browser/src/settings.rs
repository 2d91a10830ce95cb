//! Where everything is, by environment variables that `cargo xtask test` sets.

#[path = "../../../src/home.rs"]
mod home;

use serde_json::Value;
use std::env;
use std::path::PathBuf;

/// Says what to do when this package's tests are run by themselves.
const HOW: &str =
    "run the browser tests by `cargo xtask test`, which builds the page and sets this up";

fn set(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn needed(name: &str) -> PathBuf {
    let path = set(name).unwrap_or_else(|| panic!("{name} is not set: {HOW}"));
    assert!(path.exists(), "{name} is {}, where nothing is: {HOW}", path.display());
    path
}

/// The folder of the built page.
pub fn dist() -> PathBuf {
    needed("TRIPTYCH_DIST")
}

/// The browser.
pub fn chromium() -> PathBuf {
    needed("TRIPTYCH_CHROMIUM")
}

/// The program that drives the browser.
pub fn chromedriver() -> PathBuf {
    needed("TRIPTYCH_CHROMEDRIVER")
}

/// The accessibility checker's script.
pub fn axe() -> PathBuf {
    needed("TRIPTYCH_AXE")
}

/// Where screenshots go; made if it is not there.
pub fn artefacts() -> PathBuf {
    let folder =
        set("TRIPTYCH_ARTEFACTS").unwrap_or_else(|| panic!("TRIPTYCH_ARTEFACTS is not set: {HOW}"));
    std::fs::create_dir_all(&folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    folder
}

/// The file among the artefacts with the tests that passed at the second try only, a line each.
pub const FLAKY: &str = "flaky.txt";

/// Whether a test that failed is tried once more.
pub fn tries_again() -> bool {
    env::var("TRIPTYCH_RETRIES").as_deref() != Ok("0")
}

/// Notes a test that passed at the second try, and what it failed with at the first.
pub fn note_flaky(test: &str, failure: &str) {
    let path = artefacts().join(FLAKY);
    let line = format!("{test}: {}\n", failure.split_whitespace().collect::<Vec<_>>().join(" "));
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    file.and_then(|mut file| std::io::Write::write_all(&mut file, line.as_bytes()))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// The folder of the MNIST files, whether or not it is there.
pub fn mnist() -> PathBuf {
    data("mnist")
}

/// The folder of a data set, whether or not it is there.
pub fn data(name: &str) -> PathBuf {
    let home = home::locate(env::consts::OS, |name| env::var_os(name));
    home.unwrap_or_default().join("data").join(name)
}

/// `tests/data`: other networks' weights, inputs and what ONNX Runtime makes of them.
pub fn models() -> PathBuf {
    // Tests run in their package's folder.
    "../data".into()
}

/// What the page's manifest says about a network's bundled weights.
pub fn bundled(network: &str) -> Value {
    let path = dist().join("weights/manifest.json");
    let text = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let manifest: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let entries = ["weights", "photos"].into_iter().flat_map(|kind| manifest[kind].as_array());
    let mut entries = entries.flatten().filter(|entry| entry["file"].is_string()).cloned();
    let entry = entries.find(|entry| entry["network"] == network);
    entry.unwrap_or_else(|| panic!("{} has no weights of {network}", path.display()))
}

/// The address of a network's bundled weights on the server.
pub fn weights_address(network: &str) -> String {
    let entry = bundled(network);
    let file = entry["file"]
        .as_str()
        .unwrap_or_else(|| panic!("the manifest names no file for {network}"));
    format!("/weights/{file}")
}

/// The address of the page's program.
pub fn page_program() -> String {
    wasm("_bg.wasm").expect("the built page has a page-*_bg.wasm")
}

/// The address of what is fetched later; nothing where the page was built by Trunk alone.
pub fn later_program() -> Option<String> {
    wasm("-later.wasm")
}

/// The address of the page's file that ends so.
fn wasm(ending: &str) -> Option<String> {
    let files = std::fs::read_dir(dist()).expect("the built page is a folder");
    let names = files.flatten().filter_map(|file| file.file_name().into_string().ok());
    let mut found = names.filter(|name| name.starts_with("page-") && name.ends_with(ending));
    found.next().map(|name| format!("/{name}"))
}

/// The address of what comes later of the engine's program.
pub const ENGINE_REST: &str = "/worker_rest.wasm";
