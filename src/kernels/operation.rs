//! What a kernel computes, apart from how.

use super::Program;

/// An operation with its parameters: shapes, strides, everything known before it runs.
pub trait Operation: Clone + Send + Sync + 'static {
    /// The stem of its files, and its label in timings.
    const NAME: &'static str;

    /// The implementations, best first. The last one suits every parameter but packed weights.
    fn implementations() -> &'static [Implementation<Self>];

    /// Parameters worth trying: layers of real networks, and awkward ones.
    fn cases() -> Vec<(&'static str, Self)>;

    /// Shapes of the inputs, in the order of the shader's bindings.
    fn inputs(&self) -> Vec<Vec<usize>>;

    /// Shape of the output.
    fn output(&self) -> Vec<usize>;

    /// The operation in plain loops over the inputs, all row-major. Slow and obvious.
    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32>;

    /// Makes inputs of what are numbers of about unit size: nothing to do where any are.
    fn tame(&self, _inputs: &mut [Vec<f32>]) {}

    /// The largest absolute difference from [`Self::reference`] that rounding explains, for inputs
    /// of about unit size.
    fn tolerance(&self) -> f32;

    /// The same for an implementation [in halves](Implementation::in_halves).
    fn tolerance_in_halves(&self) -> f32 {
        self.tolerance()
    }

    /// The first implementation that suits these parameters. It takes no optional feature: those that do
    /// come after one that does not.
    fn choose(&self) -> &'static Implementation<Self> {
        let all = Self::implementations();
        all.iter().find(|one| (one.suits)(self)).unwrap_or(&all[all.len() - 1])
    }
}

/// One way to compute an operation.
pub struct Implementation<O> {
    /// What it is called in timings and where a choice is kept.
    pub name: &'static str,
    /// The stem of its shader.
    pub shader: &'static str,
    /// The complete WGSL file.
    pub source: &'static str,
    /// Whether it can compute these parameters.
    pub suits: fn(&O) -> bool,
    /// What to launch for these parameters.
    pub program: fn(&O) -> Program,
}

impl<O> Implementation<O> {
    /// Whether it computes in half precision, which takes a device with the feature `shader-f16`. Its
    /// shader says so.
    pub fn in_halves(&self) -> bool {
        self.source.lines().any(|line| line == "enable f16;")
    }
}

/// How far two sums of `terms` products of unit size may lie apart through the order of additions
/// alone: each addition rounds by half a unit in the last place of a partial sum, which grows as
/// the square root of the terms, and so do the errors; eight times that is never reached.
pub(super) fn rounding(terms: usize) -> f32 {
    8.0 * f32::EPSILON * (terms.max(1) as f32)
}

/// The same where numbers are rounded to 11 bits, and the products of a step are summed in as many. Each
/// rounds by half a unit in its last place, at random, so errors grow as the square root of the
/// terms; a step's partial sums are up to four times as large as its products. Eight times that is
/// never reached.
pub(super) fn rounding_of_halves(terms: usize) -> f32 {
    const EPSILON: f32 = 1.0 / 1024.0;
    8.0 * EPSILON * (terms.max(1) as f32).sqrt()
}
