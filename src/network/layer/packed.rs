//! Fully connected layers that compute with compact weights as they stand in the file: a quarter or
//! an eighth of the bytes, and reading those is what such a layer's time goes into.

use super::panels::{panels, scales};
use super::{MOST_NUMBERS, Source};
use crate::arch::Activation;
use crate::error::Error;
use crate::ops::{self, PackedWeight, Packing};
use crate::weights::Packed;
use burn::tensor::Tensor;

/// A fully connected layer on packed weights.
#[derive(Clone)]
pub(super) struct PackedLinear {
    weight: PackedWeight,
    /// Side and channels of the maps that the weight takes; the layer's own where the file has none
    /// coarser.
    side: [usize; 2],
    channels: usize,
    /// Side of the maps that the layer is given.
    given: [usize; 2],
}

impl PackedLinear {
    /// The layer, where its weight is stored in a form that can stay as it is.
    ///
    /// # Errors
    ///
    /// As [`Weights::get`](crate::weights::Weights::get).
    pub(super) fn new(source: &Source<'_>) -> Result<Option<Self>, Error> {
        let name = &source.row.name;
        let Some(packed) = source.weights.packed(&format!("{name}.weight"))? else {
            return Ok(None);
        };
        let Packed { outputs, inputs, groups, bits, .. } = packed;
        let packing = Packing { inputs, units: outputs, groups, bits };
        let words = packing.words().iter().product::<usize>();
        if !packing.is_possible() || words > MOST_NUMBERS {
            return Ok(None);
        }
        let bias = source.weights.get(&format!("{name}.bias"))?;
        let [height, width, channels] = source.summary.input;
        let (words, scales) = (panels(&packed, packing, 1), scales(&packed, packing));
        Ok(Some(Self {
            weight: PackedWeight::new(packing, words, scales, bias, source.device),
            side: packed.coarser.map_or([height, width], |side| [side; 2]),
            channels,
            given: [height, width],
        }))
    }

    /// What its weight takes.
    pub(super) fn bytes(&self) -> usize {
        self.weight.bytes()
    }

    /// The layer's output `[N, O]` for `[N, H, W, C]`.
    pub(super) fn forward(&self, input: Tensor<4>, activation: Activation) -> Tensor<2> {
        // A weight for coarser maps is the sum of those for the places that it stands for, shared
        // out evenly: their mean, times the sum.
        let input = match self.side == self.given {
            true => input,
            false => ops::adaptive_avg_pool2d(input, self.side[0]),
        };
        // Files have channels first.
        ops::linear_packed(ops::channels_first(input), &self.weight, activation)
    }

    /// How many units there are.
    pub(super) fn outputs(&self) -> usize {
        self.weight.packing().units
    }

    /// The weights of one unit, `[H W C]` as the layer is given its input, and its bias, `[1]`.
    pub(super) fn kernel(&self, unit: usize) -> (Tensor<1>, Tensor<1>) {
        let (kernel, bias) = self.weight.kernel(unit);
        let ([height, width], [high, wide], channels) = (self.side, self.given, self.channels);
        let times = [high / height.max(1), wide / width.max(1)];
        let share = 1.0 / (times[0] * times[1]) as f32;
        let kernel = kernel
            .reshape([channels, height, 1, width, 1])
            .repeat(&[1, 1, times[0], 1, times[1]])
            .reshape([channels, high, wide])
            .permute([1, 2, 0])
            .reshape([high * wide * channels]);
        (kernel * share, bias)
    }
}

#[cfg(all(test, feature = "native"))]
mod tests;
