//! Networks with random weights, and what NumPy found out about them.

use crate::common;
use std::collections::HashMap;
use std::path::PathBuf;
use triptych::Error;
use triptych::arch::find;
use triptych::check::difference;
use triptych::look::Inside;
use triptych::network::Model;
use triptych::protocol::DeviceChoice;
use triptych::protocol::look::{Finding, Question};
use triptych::weights::Weights;

/// As in `photo_networks.rs`: what float32 leaves, relative to the largest number.
pub const TOLERANCE: f32 = 1e-4;

/// A network on a device with one input, and what NumPy found out.
pub struct Case {
    pub name: String,
    pub model: Model,
    pub input: Vec<f32>,
    pub found: HashMap<String, Vec<f32>>,
    pub file: PathBuf,
}

impl Case {
    pub fn inside(&self) -> Inside {
        Inside::new(&self.model, self.input.clone()).expect("an input")
    }

    pub fn ask(&self, inside: &Inside, question: &Question) -> Result<Finding, Error> {
        let step = async |_, _| Ok::<(), Error>(());
        pollster::block_on(inside.answer(&self.model, question, 0, step))
    }

    pub fn compare(&self, what: &str, got: &[f32]) {
        let expected = &self.found[what];
        let size = expected.iter().fold(1.0f32, |most, value| most.max(value.abs()));
        let error = difference(got, expected) / size;
        assert!(error <= TOLERANCE, "{}, {what}: {error} of {size}", self.name);
    }

    /// The same network on a device, for pictures of this side, and as much of the input.
    pub fn at_side(&self, side: usize, choice: DeviceChoice) -> Self {
        let network = self.model.network().clone().with_side(side);
        let [height, width, channels] = network.input;
        let bytes = self.weights();
        let weights = Weights::read(&network, &bytes).expect("its weights");
        let device = &common::device(choice).device;
        let mut model = Model::new(network, &weights, device).expect("a model");
        common::in_tiles(&mut model);
        let input = self.input[..height * width * channels].to_vec();
        let (name, file) = (format!("{}, {side}", self.name), self.file.clone());
        Self { name, model, input, found: HashMap::new(), file }
    }

    /// The weights' file.
    pub fn weights(&self) -> Vec<u8> {
        std::fs::read(&self.file).expect("weights")
    }

    pub fn class(&self) -> u32 {
        self.found["class"][0] as u32
    }
}

/// Every seed's network of this name on a device, or one seed's of a large one on a GPU; none, out
/// loud, where the data is missing.
pub fn cases(name: &str, choice: DeviceChoice) -> Vec<Case> {
    let folder = common::data("reference");
    let small = name.starts_with("lenet5");
    let path = |seed: u32, ending: &str| match (&folder, small) {
        (_, true) => Some(format!("tests/data/{name}-{seed}.{ending}").into()),
        (folder, _) => Some(folder.as_ref()?.join(format!("{seed}/{name}.{ending}"))),
    };
    let file = |seed, ending| std::fs::read(path(seed, ending)?).ok();
    let opened = common::device(choice);
    let case = |seed| {
        let found = common::npz(&file(seed, "inside.npz")?).into_iter().collect();
        let network = find(name).expect("a network");
        let bytes = file(seed, "safetensors")?;
        let weights = Weights::read(&network, &bytes).expect("its weights");
        let mut model = Model::new(network, &weights, &opened.device).expect("a model");
        common::in_tiles(&mut model);
        let [height, width, channels] = model.network().input;
        let values = common::npy(&file(seed, "input.npy")?);
        let area = height * width;
        let turn = |i: usize| values[i % channels * area + i / channels];
        let input = (0..values.len()).map(turn).collect();
        Some(Case {
            name: format!("{name}, {seed}"),
            model,
            input,
            found,
            file: path(seed, "safetensors")?,
        })
    };
    // A software GPU takes two minutes for a large network, and the CPU has both.
    let seeds = if small || choice == DeviceChoice::Cpu { 2 } else { 1 };
    let cases: Vec<_> = [20_240_521, 7].into_iter().take(seeds).filter_map(case).collect();
    if cases.is_empty() {
        assert!(!small, "tests/data has {name}");
        let makes = "`cargo xtask data reference`, then `python tests/reference/look.py FOLDER`";
        eprintln!("skipped: the inside of {name}, for want of its data ({makes})");
    }
    cases
}
