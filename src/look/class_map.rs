//! The class activation map: B. Zhou, A. Khosla, A. Lapedriza, A. Oliva, A. Torralba, "Learning deep
//! features for discriminative localization", CVPR 2016, arXiv:1512.04150, section 2.

use super::{Inside, class_index, logits, output, wrong};
use crate::arch::{Area, Span};
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::Heat;
use burn::tensor::Tensor;

impl Inside {
    /// What each place of the last maps adds to a class's logit. With such an end the logit is the
    /// mean of the map plus the bias, exactly.
    pub(super) async fn class_map(&self, model: &Model, class: u32) -> Result<Heat, Error> {
        let network = model.network();
        let index = class_index(model, class)?;
        let row = network.averaged().ok_or_else(|| {
            let expected = "a network that ends in a global mean and one fully connected layer";
            wrong(expected, network.title)
        })?;
        let maps = output(&self.edited, row)?;
        let [_, height, width, channels] = maps.dims();
        // The mean of one pixel is the pixel: the network's own end, on each by itself. The last is
        // of zeros, and leaves the bias.
        let pixels = maps.clone().reshape([height * width, 1, 1, channels]);
        let zeros = Tensor::zeros([1, 1, 1, channels], model.device());
        let pixels = Tensor::cat(vec![pixels, zeros], 0);
        let run = || model.replaced(&self.edited, row, &pixels);
        let ends = read(model.compiled(run).await).await?;
        let of_class = ends.iter().skip(index).step_by(network.classes());
        let mut values: Vec<f32> = of_class.copied().collect();
        let rest = values.pop().unwrap_or(0.0);
        values.iter_mut().for_each(|value| *value -= rest);
        let [high, wide, _] = network.input;
        let part = |at: usize, of: usize, size: usize| {
            Span::new(at * size / of, ((at + 1) * size).div_ceil(of))
        };
        let area = |at: usize| Area {
            rows: part(at / width, height, high),
            columns: part(at % width, width, wide),
        };
        Ok(Heat {
            class,
            shape: [height as u32, width as u32],
            values,
            areas: (0..height * width).map(area).collect(),
            rest,
            logit: logits(&self.edited, model).await?[index],
        })
    }
}
