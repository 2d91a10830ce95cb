//! How large the numbers are from block to block: what skip connections are for (He et al. 2015,
//! section 3 and figure 7).

use super::{Inside, output};
use crate::arch::Network;
use crate::device::read_all;
use crate::error::Error;
use crate::network::{Edits, Model, Trace};
use crate::ops;
use crate::protocol::look::Norm;
use burn::tensor::Tensor;

impl Inside {
    /// The root of the mean square after each block, or after each row of a network without blocks.
    pub(super) async fn norms(&self, model: &Model) -> Result<Vec<Norm>, Error> {
        let network = model.network();
        let (rows, blocks) = ends(network);
        let mut traces = vec![self.plain.clone(), self.edited.clone()];
        if blocks {
            traces.push(model.retrace(&self.plain, &Edits::none().without_skips(network)));
        }
        let squares = traces.iter().flat_map(|trace| rows.iter().map(move |&row| (trace, row)));
        let squares = squares.map(|(trace, row)| mean_squares(trace, row));
        let squares = read_all(squares.collect::<Result<_, _>>()?).await?;
        let norms: Vec<f32> = squares.iter().map(|means| root(means)).collect();
        let of = |trace: usize, at: usize| norms.get(trace * rows.len() + at).copied();
        let norm = |(at, &row): (usize, &usize)| Norm {
            row: network.rows[row].name.clone(),
            plain: of(0, at).unwrap_or(0.0),
            edited: of(1, at).unwrap_or(0.0),
            without_skips: of(2, at),
        };
        Ok(rows.iter().enumerate().map(norm).collect())
    }
}

/// The rows where blocks end, or all; and whether there are blocks.
fn ends(network: &Network) -> (Vec<usize>, bool) {
    let ends = |row: &usize| network.rows[*row].add.is_some();
    let blocks: Vec<_> = (0..network.rows.len()).filter(ends).collect();
    if blocks.is_empty() { ((0..network.rows.len()).collect(), false) } else { (blocks, true) }
}

/// The mean square of each channel, `[1, 1, 1, C]`.
fn mean_squares(trace: &Trace, row: usize) -> Result<Tensor<4>, Error> {
    let map = output(trace, row)?.clone();
    Ok(ops::adaptive_avg_pool2d(map.clone() * map, 1))
}

fn root(means: &[f32]) -> f32 {
    let sum: f64 = means.iter().map(|&mean| f64::from(mean)).sum();
    (sum / means.len().max(1) as f64).sqrt() as f32
}
