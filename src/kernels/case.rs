//! Cases without their types, for tests and benchmarks to iterate over.

use super::{Operation, Program};
use burn::tensor::{DType, Device};

/// A kernel as the registry lists it.
pub struct Kernel {
    /// The operation's name.
    pub name: &'static str,
    /// Stem and text of the shader of each implementation, valid WGSL as they stand.
    pub shaders: Vec<(&'static str, &'static str)>,
    cases: fn() -> Vec<Case>,
}

/// A plain-loop reference with its parameters inside.
type Reference = Box<dyn Fn(&[Vec<f32>]) -> Vec<f32>>;

/// [`Operation::tame`] with its parameters inside.
type Tame = Box<dyn Fn(&mut [Vec<f32>])>;

/// One set of parameters for one implementation.
pub struct Case {
    /// What is special about it.
    pub name: String,
    /// What to launch.
    pub program: Program,
    /// Shapes of the inputs.
    pub inputs: Vec<Vec<usize>>,
    /// Shape of the output.
    pub output: Vec<usize>,
    /// The largest absolute difference that rounding explains.
    pub tolerance: f32,
    /// Whether it takes a device that computes in half precision.
    pub in_halves: bool,
    reference: Reference,
    tame: Tame,
}

impl Kernel {
    /// The operation `O` without its type.
    pub fn of<O: Operation>() -> Self {
        let shaders = O::implementations().iter().map(|one| (one.shader, one.source)).collect();
        Self { name: O::NAME, shaders, cases: cases_of::<O> }
    }

    /// Every case with every implementation that suits it.
    pub fn cases(&self) -> Vec<Case> {
        (self.cases)()
    }

    /// Those that this GPU has the features for.
    pub fn cases_on(&self, device: &Device) -> Vec<Case> {
        let halves = device.supports_dtype(DType::F16);
        self.cases().into_iter().filter(|case| halves || !case.in_halves).collect()
    }
}

fn cases_of<O: Operation>() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, operation) in O::cases() {
        for one in O::implementations().iter().filter(|one| (one.suits)(&operation)) {
            let (reference, tame) = (operation.clone(), operation.clone());
            let in_halves = one.in_halves();
            cases.push(Case {
                name: format!("{}: {name}", one.name),
                program: (one.program)(&operation),
                inputs: operation.inputs(),
                output: operation.output(),
                tolerance: match in_halves {
                    true => operation.tolerance_in_halves(),
                    false => operation.tolerance(),
                },
                in_halves,
                reference: Box::new(move |inputs| reference.reference(inputs)),
                tame: Box::new(move |inputs| tame.tame(inputs)),
            });
        }
    }
    cases
}

impl Case {
    /// Inputs of about unit size, the same on every machine.
    pub fn example(&self) -> Vec<Vec<f32>> {
        let mut random = fastrand::Rng::with_seed(1998);
        let mut number = || {
            // Twelve uniform numbers make a good enough normal one.
            (0..12).map(|_| random.f32()).sum::<f32>() - 6.0
        };
        let lengths = self.inputs.iter().map(|shape| shape.iter().product::<usize>());
        let mut inputs: Vec<Vec<f32>> =
            lengths.map(|length| (0..length).map(|_| number()).collect()).collect();
        (self.tame)(&mut inputs);
        inputs
    }

    /// What the plain loops make of `inputs`.
    pub fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        (self.reference)(inputs)
    }
}
