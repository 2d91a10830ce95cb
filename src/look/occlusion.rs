//! The occlusion map: M. D. Zeiler, R. Fergus, "Visualizing and understanding convolutional
//! networks", ECCV 2014, arXiv:1311.2901, section 4.2.

use super::{Inside, Step, class_index, score, scores, wrong};
use crate::arch::{Area, Span};
use crate::device::read;
use crate::error::Error;
use crate::network::Model;
use crate::protocol::look::Heat;

/// Numbers of input that run at once: eight photographs, or 64 digits at most.
const NUMBERS: usize = 1_250_000;
const MOST: usize = 64;

impl Inside {
    /// How much a class's score falls when a patch of the input is covered: with the mean colour of
    /// the training pictures, which normalisation makes 0, or with paper where there are no colours.
    pub(super) async fn occlusion<E: From<Error>>(
        &self,
        model: &Model,
        class: u32,
        patch: usize,
        stride: usize,
        mut step: impl Step<E>,
    ) -> Result<Heat, E> {
        let index = class_index(model, class)?;
        let [height, width, depth] = model.network().input;
        if stride == 0 || patch == 0 || patch > height.min(width) {
            let expected = format!("a patch of 1 to {} pixels, and steps", height.min(width));
            return Err(wrong(expected, format!("{patch} pixels, steps of {stride}")).into());
        }
        let input = read(self.edited.input().clone()).await?;
        let score = score(&self.edited, model, index).await?;
        let paper = input.iter().copied().fold(f32::INFINITY, f32::min);
        let cover = if depth == 1 { paper } else { 0.0 };
        let [rows, columns] = [height, width].map(|side| Span::places(side, patch, stride));
        let areas: Vec<Area> = rows
            .iter()
            .flat_map(|&rows| columns.iter().map(move |&columns| Area { rows, columns }))
            .collect();

        let batch = (NUMBERS / input.len().max(1)).clamp(1, MOST);
        let mut values = Vec::with_capacity(areas.len());
        for some in areas.chunks(batch) {
            let mut covered = Vec::with_capacity(batch * input.len());
            // A last batch of another size would need shaders of its own.
            for area in some.iter().chain(some.last()).cycle().take(batch) {
                let start = covered.len();
                covered.extend_from_slice(&input);
                for row in area.rows.start..area.rows.end {
                    let line = start + row * width * depth;
                    let part = line + area.columns.start * depth..line + area.columns.end * depth;
                    covered[part].fill(cover);
                }
            }
            let input = model.input(covered)?;
            let run = || model.forward_edited(input.clone(), self.edited.edits());
            let answers = read(model.compiled(run).await).await?;
            let of_class = scores(model.network(), &answers, index).into_iter();
            values.extend(of_class.take(some.len()).map(|covered| score - covered));
            step(values.len(), areas.len()).await?;
        }
        let shape = [rows.len() as u32, columns.len() as u32];
        Ok(Heat { class, shape, values, areas, rest: 0.0, logit: score })
    }
}
