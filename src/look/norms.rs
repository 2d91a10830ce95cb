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

/// The norms that no edit changes: of the network as it is, and with every skip connection cut where
/// there are some.
#[derive(Clone)]
pub(super) struct Fixed {
    plain: Vec<f32>,
    without_skips: Option<Vec<f32>>,
}

impl Inside {
    /// The root of the mean square after each block, or after each row of a network without blocks.
    pub(super) async fn norms(&self, model: &Model) -> Result<Vec<Norm>, Error> {
        let network = model.network();
        let (rows, blocks) = ends(network);
        // Cutting all skips runs the whole network: once an input, not once an edit.
        let fixed = match self.norms.get() {
            Some(fixed) => fixed.clone(),
            None => {
                let bare = || model.retrace(&self.plain, &Edits::none().without_skips(network));
                let without_skips = match blocks {
                    true => Some(roots(&model.compiled(bare).await, &rows).await?),
                    false => None,
                };
                let fixed = Fixed { plain: roots(&self.plain, &rows).await?, without_skips };
                self.norms.get_or_init(|| fixed).clone()
            }
        };
        let edited = roots(&self.edited, &rows).await?;
        let norm = |((at, &row), (plain, edited)): ((usize, &usize), (f32, f32))| Norm {
            row: network.rows[row].name.clone(),
            plain,
            edited,
            without_skips: fixed.without_skips.as_ref().and_then(|norms| norms.get(at).copied()),
        };
        let both = fixed.plain.iter().copied().zip(edited);
        Ok(rows.iter().enumerate().zip(both).map(norm).collect())
    }
}

/// The root of the mean square of these rows of a run.
async fn roots(trace: &Trace, rows: &[usize]) -> Result<Vec<f32>, Error> {
    let squares = rows.iter().map(|&row| mean_squares(trace, row));
    let squares = read_all(squares.collect::<Result<_, _>>()?).await?;
    Ok(squares.iter().map(|means| root(means)).collect())
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
