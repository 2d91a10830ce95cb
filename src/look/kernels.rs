//! Kernels as pictures.

use super::wrong;
use crate::arch::Op;
use crate::device::read_all;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::{Kernels, Picture, Picturing};

/// The kernels of these channels of a row.
pub(super) async fn kernels(model: &Model, row: &str, channels: &[u32]) -> Result<Kernels, Error> {
    let network = model.network();
    let index = network.row(row)?;
    let input = network.summary()[index].input;
    let [height, width, depth] =
        shape(&network.rows[index].op, input).ok_or_else(|| wrong("a row with weights", row))?;
    let kernel = |&channel: &u32| {
        let (kernel, _) = model
            .kernel(index, channel as usize)
            .ok_or_else(|| wrong(format!("a channel of {row}"), format!("channel {channel}")))?;
        let [numbers] = kernel.dims();
        Ok(kernel.reshape([1, 1, 1, numbers]))
    };
    let tensors = || channels.iter().map(kernel).collect::<Result<Vec<_>, Error>>();
    let tensors = model.compiled(tensors).await?;
    // Only what looks at the input itself sees colours.
    let colour = depth == 3 && network.sources()[index].input.is_none();
    let kernels = channels.iter().zip(read_all(tensors).await?).map(|(&channel, weights)| {
        let largest = weights.iter().fold(0.0f32, |largest, weight| largest.max(weight.abs()));
        (channel, largest, picture(&weights, depth, largest, colour))
    });
    let shape = [height, width, depth].map(|size| size as u32);
    Ok(Kernels { row: row.into(), shape, kernels: kernels.collect() })
}

/// `[K, K, C]` of a row's kernels, where it has some.
pub(super) fn shape(op: &Op, input: [usize; 3]) -> Option<[usize; 3]> {
    match op {
        Op::Conv2d { window, groups, .. } => {
            Some([window.kernel, window.kernel, input[2] / groups])
        }
        Op::Subsample { size } => Some([*size, *size, 1]),
        Op::Linear { .. } | Op::Rbf { .. } => Some(input),
        _ => None,
    }
}

/// A kernel `[K, K, C]` in grey or in colour.
fn picture(weights: &[f32], depth: usize, largest: f32, colour: bool) -> Picture {
    let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
    let grey = |weight: &f32| (128.0 + weight * scale).round() as u8;
    if colour {
        let pixels = weights.iter().map(grey).collect();
        return Picture { picturing: Picturing::Colour, pixels };
    }
    let maps = (0..depth).flat_map(|map| weights.iter().skip(map).step_by(depth.max(1)));
    Picture { picturing: Picturing::Grey, pixels: maps.map(grey).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_is_zero() {
        // 1 x 2 pixels, three channels.
        let weights = [0.0, 1.0, -1.0, 0.5, -0.5, 0.0];
        let colour = picture(&weights, 3, 1.0, true);
        assert_eq!(colour.pixels, [128, 255, 1, 192, 65, 128]);
        let grey = picture(&weights, 3, 1.0, false);
        assert_eq!(grey.pixels, [128, 192, 255, 65, 1, 128]);
        assert_eq!(picture(&[0.0; 2], 1, 0.0, false).pixels, [128, 128]);
    }
}
