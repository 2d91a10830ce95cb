//! The versions and checksums of everything that `setup` brings.
//!
//! SHA-256 values of release archives were taken from a public table of them, not from the archives' own host.

use std::env::consts::{ARCH, OS};

/// Trunk's version. 0.22 needs a newer compiler than 1.95.
pub const TRUNK: &str = "0.21.14";

/// The npm package with `wasm-opt`. Older ones (Debian's 108) break what wasm-bindgen makes.
pub const BINARYEN: Npm = Npm {
    name: "binaryen",
    version: "132.0.0",
    integrity: "sha512-4Usg7yEvwO3FMso3Oov6qkOOHSod1IEv+boKkh77kTljM+eNBouqCTbqWswGzbG+vDNO/b/v2C4gfEh1WgB9Lg==",
    program: Some(("wasm-opt", "bin/wasm-opt")),
};

/// The accessibility checks that browser tests run in the page.
pub const AXE: Npm = Npm {
    name: "axe-core",
    version: "4.14.1",
    integrity: "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    program: None,
};

/// A package of the npm registry, without dependencies of its own.
pub struct Npm {
    pub name: &'static str,
    pub version: &'static str,
    pub integrity: &'static str,
    /// The one program that we run: its name, and its file in the package.
    pub program: Option<(&'static str, &'static str)>,
}

/// A published archive of ready-made programs.
#[derive(Debug)]
pub struct Archive {
    pub url: String,
    /// Known to this repository.
    pub sha256: Option<&'static str>,
    /// Published beside the archive, for where this repository knows none. Proves that the download is whole, no more.
    pub sum_url: Option<String>,
}

/// Trunk's archive for this system.
pub fn trunk_archive() -> Option<Archive> {
    let (target, sha256) = match (OS, ARCH) {
        ("linux", "x86_64") => (
            "x86_64-unknown-linux-musl.tar.gz",
            "a67f4054b249fe9acc5fabc25de1aebf19783aca3ad6ff64bf34d7da44d0ea20",
        ),
        ("linux", "aarch64") => (
            "aarch64-unknown-linux-musl.tar.gz",
            "e8e2a2bb423ce6702ab9f4f02f8c9ae99d790f0301f7634e986b2dd8706019cc",
        ),
        ("macos", "x86_64") => (
            "x86_64-apple-darwin.tar.gz",
            "f1ba0e3bbe24e0ae219c6d22c33e24e2825c1608dd27c2556e323495110f1a95",
        ),
        ("macos", "aarch64") => (
            "aarch64-apple-darwin.tar.gz",
            "764e299dd50d89442a4e96a236349f57961984b701e74d3dbdb39cd1c9f5101e",
        ),
        // On Windows it is a zip file; there cargo builds Trunk.
        _ => return None,
    };
    let url =
        format!("https://github.com/trunk-rs/trunk/releases/download/v{TRUNK}/trunk-{target}");
    Some(Archive { url, sha256: Some(sha256), sum_url: None })
}

/// The archive of wasm-bindgen's command for this system, in the version that `Cargo.lock` asks for.
pub fn wasm_bindgen_archive(version: &str) -> Option<Archive> {
    let target = match (OS, ARCH) {
        ("linux", "x86_64") => "x86_64-unknown-linux-musl",
        ("linux", "aarch64") => "aarch64-unknown-linux-gnu",
        ("macos", "x86_64") => "x86_64-apple-darwin",
        ("macos", "aarch64") => "aarch64-apple-darwin",
        ("windows", "x86_64") => "x86_64-pc-windows-msvc",
        _ => return None,
    };
    let sha256 =
        WASM_BINDGEN.iter().find(|pin| pin.0 == version && pin.1 == target).map(|pin| pin.2);
    let url = format!(
        "https://github.com/wasm-bindgen/wasm-bindgen/releases/download/{version}/wasm-bindgen-{version}-{target}.tar.gz"
    );
    let sum_url = sha256.is_none().then(|| format!("{url}.sha256sum"));
    Some(Archive { url, sha256, sum_url })
}

/// Version, target and SHA-256 of wasm-bindgen's archives. Those of 0.2.130 could not be had when this was written;
/// whoever can reach them adds them here. Until then `setup` says that it used the sum published beside the archive.
const WASM_BINDGEN: &[(&str, &str, &str)] = &[];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_is_pinned_or_says_where_its_sum_is() {
        let Some(archive) = wasm_bindgen_archive("0.2.130") else {
            return;
        };
        assert!(archive.url.contains("/0.2.130/wasm-bindgen-0.2.130-"), "{archive:?}");
        assert_ne!(archive.sha256.is_some(), archive.sum_url.is_some(), "{archive:?}");
    }

    #[test]
    fn pins_have_the_form_of_a_sha256() {
        let trunk = trunk_archive().and_then(|archive| archive.sha256);
        for sum in WASM_BINDGEN.iter().map(|pin| pin.2).chain(trunk) {
            assert_eq!(sum.len(), 64);
            assert!(sum.bytes().all(|byte| byte.is_ascii_hexdigit()));
        }
    }
}
