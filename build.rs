//! Lets `cargo xtask` have the page's program built so that it can be split (`src/ui/apart.rs`).

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TRIPTYCH_SPLIT");
    println!("cargo::rustc-check-cfg=cfg(split)");
    if std::env::var_os("TRIPTYCH_SPLIT").is_some() {
        println!("cargo::rustc-cfg=split");
        // Where every address stands, so that functions can be taken out.
        println!("cargo::rustc-link-arg-bin=page=--emit-relocs");
    }
}
