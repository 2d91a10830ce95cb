//! The engine's program: runs in a Web Worker, see `triptych::worker`.

fn main() {
    #[cfg(target_family = "wasm")]
    triptych::worker::start();
}
