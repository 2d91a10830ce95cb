//! Lets `cargo xtask` have both programs built so that they can be split (`xtask/split`).

fn main() {
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
