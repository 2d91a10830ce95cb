//! A picture file: decoded, cut and normalised, or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use triptych_fuzz::image::{Crop, Preprocessing, crop, decode, normalise, preview};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(picture) = decode("fuzzed", bytes) {
        let how = Preprocessing { side: 32, resize: 36, ..Preprocessing::imagenet() };
        let pixels = crop(&picture, Crop::default(), &how);
        assert_eq!(normalise(&pixels, &how).len(), 32 * 32 * 3);
        let _ = preview(&picture, 64);
    }
});
