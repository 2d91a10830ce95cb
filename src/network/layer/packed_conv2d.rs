//! Convolutions that compute with compact weights as they stand in the file: a quarter or half of the
//! bytes to hold, to send to the GPU, and to read in each run.

use super::Source;
use super::panels::panels;
use crate::error::Error;
use crate::network::arrange::scales_and_bias;
use crate::ops::{Conv2dWeight, Packing, Sliding};
use crate::weights::Packed;

impl Source<'_> {
    /// The row's weight and bias, where its file and its device let the weight stay as it is.
    ///
    /// # Errors
    ///
    /// As [`Weights::get`](crate::weights::Weights::get).
    pub(super) fn packed_conv2d(&self, sliding: Sliding) -> Result<Option<Conv2dWeight>, Error> {
        // Asked first: reading a packed weight checks each of its numbers.
        if !self.folds || !Conv2dWeight::can_be_packed(self.device) {
            return Ok(None);
        }
        let Some(packed) = self.weights.packed(&format!("{}.weight", self.row.name))? else {
            return Ok(None);
        };
        let Packed { outputs, inputs, groups, bits, .. } = packed;
        let packing = Packing { inputs, units: outputs, groups, bits };
        let channels = self.summary.input[2] / sliding.groups;
        if !Conv2dWeight::takes(self.device, packing, channels, sliding.groups) {
            return Ok(None);
        }
        let (normal, mut bias) = scales_and_bias(self.row, self.weights)?;
        let normal = normal.unwrap_or_else(|| vec![1.0; outputs]);
        let scales = packed.scales.iter().zip(normal);
        bias.extend(scales.map(|(&scale, normal)| (f64::from(scale) * normal) as f32));
        let words = panels(&packed, packing, sliding.window.kernel.pow(2));
        Ok(Some(Conv2dWeight::packed(packing, words, bias, sliding, self.device)))
    }
}
