//! Driving the built page in Chromium, over WebDriver.
//!
//! A test is `session(Browser::Gpu, async |page| …)`: it gets a [`Page`] in a fresh browser with a
//! server of its own, which can be told to fail ([`Fault`]). Sessions run one after the other: on a
//! small machine two browsers that render WebGPU in software only wait for each other.
//!
//! `cargo xtask test` builds the page and says by environment variables where everything is
//! ([`settings`]).

mod actions;
mod axe;
mod browser;
mod console;
pub mod downloads;
mod driver;
mod extras;
mod faults;
mod gestures;
pub mod hands;
pub mod host;
mod http_request;
pub mod inside;
mod keyboard;
pub mod layer;
mod looks;
pub mod npy;
mod page;
mod permissions;
pub mod photos;
mod pictures;
pub mod reading;
mod reference;
pub mod saved;
mod scratch;
mod server;
mod serving;
mod session;
pub mod settings;
mod tasks;
mod voice;
mod webkit;
pub mod weights;
pub mod worker;

pub use actions::Pointer;
pub use browser::{Browser, Look};
pub use faults::Fault;
pub use http_request::HttpRequest;
pub use page::{Answer, Page};
pub use scratch::Scratch;
pub use session::session;
pub use webkit::webkit;

use std::io::Write;

/// Writes a line that is seen although the test passes: a measurement, a check left out and why. Standard
/// output is where `cargo xtask test` counts those; `println!` there would be kept back.
pub fn say(line: &str) {
    // Nothing is lost but the line where standard output is closed.
    let _ = writeln!(std::io::stdout(), "    {line}");
}
