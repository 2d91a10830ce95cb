//! The weights of one output, out of the order in which a device has them.

use super::{Conv2dWeight, LinearWeight, Ops as _, Packing};
use burn::backend::Dispatch;
use burn::tensor::Tensor;

/// One output among those of a layer with weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Which.
    pub index: usize,
    /// How many there are.
    pub count: usize,
    /// In how many groups they are, each with its own inputs.
    pub groups: usize,
    /// How many input channels, or numbers, it has weights for.
    pub inputs: usize,
}

impl Conv2dWeight {
    /// How many outputs there are.
    pub fn outputs(&self) -> usize {
        self.channels[1]
    }

    /// The weights of one output, `[K K C / groups]` numbers, and its bias, `[1]`.
    pub fn kernel(&self, output: usize) -> (Tensor<1>, Tensor<1>) {
        let groups = self.sliding.groups;
        let [inputs, count] = self.channels;
        let weight = self.weight.clone().into_dispatch();
        let kernel = match self.bits {
            32 => {
                let place = Output { index: output, count, groups, inputs };
                Dispatch::conv2d_kernel(weight, place)
            }
            bits => {
                let inputs = self.sliding.window.kernel.pow(2) * inputs;
                let scales = self.bias.clone().narrow(0, count, count).into_dispatch();
                let packing = Packing { inputs, units: count, groups: 1, bits };
                Dispatch::unpack_unit(weight, scales, packing, output)
            }
        };
        (Tensor::from_dispatch(kernel), bias(&self.bias, output))
    }
}

impl LinearWeight {
    /// How many outputs there are.
    pub fn outputs(&self) -> usize {
        self.bias.dims()[0]
    }

    /// The weights of one output, `[I]`, and its bias, `[1]`.
    pub fn kernel(&self, output: usize) -> (Tensor<1>, Tensor<1>) {
        let place = Output { index: output, count: self.outputs(), groups: 1, inputs: self.inputs };
        let kernel = Dispatch::linear_kernel(self.weight.clone().into_dispatch(), place);
        (Tensor::from_dispatch(kernel), bias(&self.bias, output))
    }
}

fn bias(all: &Tensor<1>, output: usize) -> Tensor<1> {
    all.clone().narrow(0, output, 1)
}
