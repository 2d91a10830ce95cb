//! The rooms of Triptych that read strangers' bytes, without Burn: the same files.

#![allow(missing_docs, dead_code, unused_imports, reason = "only what reads is used here")]

#[path = "../../src/arch/mod.rs"]
pub mod arch;
#[path = "../../src/convert/checkpoint.rs"]
pub mod checkpoint;
#[path = "../../src/error.rs"]
pub mod error;
#[path = "../../src/image.rs"]
pub mod image;
#[path = "../../src/protocol.rs"]
pub mod protocol;
#[path = "../../src/weights/mod.rs"]
pub mod weights;
