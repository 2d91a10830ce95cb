//! `cargo xtask setup`: brings what is missing.

use crate::error::{Error, Result};
use crate::home::Home;
use crate::step::{say, step, time};
use crate::toolbox::{self, Toolbox};
use crate::wasm_std::WasmStd;
use crate::{browser, debian, mnist, pins, reference, strokes, tiny_imagenet, wasm_std};
use std::fs::File;
use std::path::PathBuf;
use std::time::Instant;

/// What to set up for.
#[derive(Clone, Copy, PartialEq)]
pub enum For {
    /// Building and serving the page.
    Page,
    /// Also the tests.
    Tests,
}

/// A data set for tests and training.
#[derive(Debug, PartialEq)]
pub enum Data {
    /// The images of MNIST.
    Mnist,
    /// Networks with random weights and another engine's answers.
    Reference,
    /// Digits as pen strokes: of `from`, or from the folder of data at hand.
    Strokes { from: Option<PathBuf> },
    /// The pictures of Tiny ImageNet-200: of `from`, or downloaded.
    TinyImageNet { from: Option<PathBuf> },
}

/// Brings what is missing, and gives the tools. With `browser` false, tests do without one.
pub fn run(home: &Home, purpose: For, browser: bool) -> Result<Toolbox> {
    let start = Instant::now();
    println!("Setting up in {}", home.root().display());
    let _one_at_a_time = lock(home)?;
    home.clear_scratch();
    step("wasm32 standard library", || wasm_std::ensure(home))?;
    let trunk = toolbox::trunk();
    step(&format!("Trunk {}", trunk.version), || trunk.ensure(home))?;
    let bindgen = toolbox::wasm_bindgen()?;
    step(&format!("wasm-bindgen {}", bindgen.version), || bindgen.ensure(home))?;
    step(&format!("wasm-opt {}", pins::BINARYEN.version), || pins::BINARYEN.ensure(home))?;
    let tools = Toolbox::find(home)?;
    tools.write_shim()?;
    if purpose == For::Tests {
        if matches!(tools.wasm_std, WasmStd::Debian { .. }) {
            step("clippy for wasm", || debian::ensure_clippy(home))?;
        }
        step("Vulkan driver", || browser::ensure_vulkan(home))?;
        step("MNIST", || mnist::ensure(home))?;
        match step("reference networks", || reference::ensure(home)) {
            Err(Error::Missing { what, command }) => say(&format!(
                "AlexNet and the ResNets are not compared with ONNX Runtime. {what}: {command}"
            )),
            made => made?,
        }
        if browser {
            step("browser", || browser::ensure(home))?;
            step(&format!("axe-core {}", pins::AXE.version), || pins::AXE.ensure(home))?;
        }
    }
    println!("Set up in {}.", time(start.elapsed()));
    Ok(tools)
}

/// The step of `cargo xtask data`.
pub fn data(home: &Home, set: &Data) -> Result<()> {
    let _one_at_a_time = lock(home)?;
    match set {
        Data::Mnist => step("MNIST", || mnist::ensure(home)),
        Data::Reference => step("reference networks", || reference::ensure(home)),
        Data::Strokes { from } => step("pen strokes", || strokes::ensure(home, from.as_deref())),
        Data::TinyImageNet { from } => {
            step("Tiny ImageNet-200", || tiny_imagenet::ensure(home, from.as_deref()))
        }
    }
}

/// Held while it lives: two commands at once must not bring the same thing twice.
pub fn lock(home: &Home) -> Result<File> {
    let path = home.root().join("setup.lock");
    let file = File::create(&path).map_err(Error::io("create", &path))?;
    if file.try_lock().is_err() {
        println!("  … another command brings something; waiting for it");
        file.lock().map_err(Error::io("lock", &path))?;
    }
    Ok(file)
}
