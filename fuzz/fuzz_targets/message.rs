//! A message between page and worker.
#![no_main]

use libfuzzer_sys::fuzz_target;
use triptych_fuzz::protocol::{Event, Request, decode};

fuzz_target!(|bytes: &[u8]| {
    let _ = decode::<Request>(bytes);
    let _ = decode::<Event>(bytes);
});
