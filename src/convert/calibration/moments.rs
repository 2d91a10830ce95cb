//! Means and products of the inputs of a layer's weights.

use faer::linalg::matmul::triangular::{BlockStructure, matmul};
use faer::{Accum, Mat, MatRef, Par};

/// Sums over input vectors of `I` numbers.
#[derive(Clone, Debug)]
pub struct Moments {
    vectors: usize,
    sums: Vec<f64>,
    /// The lower triangle of the sum of all products of two inputs.
    products: Mat<f32>,
}

impl Moments {
    /// Of nothing yet.
    pub fn new(inputs: usize) -> Self {
        Self { vectors: 0, sums: vec![0.0; inputs], products: Mat::zeros(inputs, inputs) }
    }

    /// Adds input vectors, `[N, I]`.
    pub fn add(&mut self, vectors: &[f32]) {
        let inputs = self.sums.len();
        for vector in vectors.chunks_exact(inputs) {
            self.sums.iter_mut().zip(vector).for_each(|(sum, x)| *sum += f64::from(*x));
        }
        let rows = MatRef::from_row_major_slice(vectors, vectors.len() / inputs, inputs);
        matmul(
            self.products.as_mut(),
            BlockStructure::TriangularLower,
            Accum::Add,
            rows.transpose(),
            BlockStructure::Rectangular,
            rows,
            BlockStructure::Rectangular,
            1.0,
            Par::Seq,
        );
        self.vectors += rows.nrows();
    }

    /// How many vectors there were.
    pub fn vectors(&self) -> usize {
        self.vectors
    }

    /// Each input's mean.
    pub fn means(&self) -> Vec<f64> {
        self.sums.iter().map(|sum| sum / self.vectors.max(1) as f64).collect()
    }

    /// The covariance of two inputs, where [`Self::means`] are known.
    pub fn covariance(&self, means: &[f64], a: usize, b: usize) -> f64 {
        let product = f64::from(self.products[(a.max(b), a.min(b))]);
        product / self.vectors.max(1) as f64 - means[a] * means[b]
    }
}
