//! The rooms of Triptych that read strangers' bytes, without Burn: the same files.

#![allow(missing_docs, dead_code, unused_imports, reason = "only what reads is used here")]

#[path = "../../src"]
pub mod rooms {
    pub mod arch;
    pub mod digit;
    pub mod error;
    pub mod figures;
    pub mod image;
    pub mod protocol;
    pub mod weights;
}
pub use rooms::*;

#[path = "../../src/convert"]
pub mod convert {
    pub mod checkpoint;
}
