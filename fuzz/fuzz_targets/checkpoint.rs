//! A PyTorch checkpoint. Its reader wants a file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use triptych_fuzz::convert::checkpoint::read_pth;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("triptych-fuzz-{}.pth", std::process::id()));
    if std::fs::write(&path, bytes).is_ok() {
        for tensor in read_pth(&path).unwrap_or_default() {
            let _ = tensor.floats();
        }
    }
});
