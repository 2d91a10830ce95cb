//! A site owner's manifest.
#![no_main]

use libfuzzer_sys::fuzz_target;
use triptych_fuzz::weights::photo_weights;

fuzz_target!(|text: &str| {
    let _ = photo_weights(text);
});
