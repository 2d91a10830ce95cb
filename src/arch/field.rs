//! Receptive fields: which pixels of the input a pixel of a row sees, and back, through windows,
//! strides, padding and skip connections. Arithmetic on the table, after A. Araujo, W. Norris, J.
//! Sim, "Computing receptive fields of convolutional neural networks", Distill 2019.

use super::{Area, Network, Op, Sources, Span, Window};
use serde::{Deserialize, Serialize};

/// The receptive field of a pixel that no edge cuts, in pixels of the input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Its side.
    pub side: usize,
    /// How far the fields of neighbouring pixels lie apart.
    pub stride: usize,
    /// Where the field of the first pixel begins; below 0 where padding lies before the picture.
    pub start: isize,
}

/// How an operation looks along a side.
#[derive(Clone, Copy)]
enum Sight {
    Windows(Window),
    /// The side in so many parts, as even as they can be.
    Parts(usize),
    Same,
    All,
}

impl Sight {
    fn of(op: &Op) -> Self {
        match op {
            Op::Conv2d { window, .. } | Op::Pool { window, .. } => Self::Windows(*window),
            Op::Subsample { size } => {
                Self::Windows(Window { kernel: *size, stride: *size, padding: 0 })
            }
            Op::AdaptiveAvgPool { side } => Self::Parts(*side),
            Op::LocalResponseNorm(_) | Op::Dropout { .. } => Self::Same,
            Op::Linear { .. } | Op::Rbf { .. } => Self::All,
        }
    }

    /// What of a side of `size` these outputs see.
    fn input(self, outputs: Span, size: usize) -> Span {
        if outputs.is_empty() {
            return outputs;
        }
        let Span { start, end } = outputs;
        match self {
            Self::Windows(Window { kernel, stride, padding }) => Span::new(
                (start * stride).saturating_sub(padding),
                ((end - 1) * stride + kernel).saturating_sub(padding).min(size),
            ),
            Self::Parts(side) => Span::new(start * size / side, (end * size).div_ceil(side)),
            Self::Same => outputs,
            Self::All => Span::new(0, size),
        }
    }

    /// Which outputs see any of these, of a side of `size`, where there are `outputs` in all.
    fn outputs(self, inputs: Span, size: usize, outputs: usize) -> Span {
        if inputs.is_empty() {
            return inputs;
        }
        match self {
            Self::Windows(Window { kernel, stride, padding }) => {
                let [first, last] = [inputs.start + padding, inputs.end - 1 + padding];
                // Empty where windows lie apart and this is between two of them.
                let start = (first + stride).saturating_sub(kernel) / stride;
                Span::new(start, (last / stride + 1).min(outputs))
            }
            Self::Parts(_) => {
                let sees = |&output: &usize| {
                    let seen = self.input(Span::new(output, output + 1), size);
                    seen.start < inputs.end && inputs.start < seen.end
                };
                let start = (0..outputs).find(sees).unwrap_or(0);
                Span::new(start, (0..outputs).rfind(sees).map_or(start, |last| last + 1))
            }
            Self::Same => inputs,
            Self::All => Span::new(0, outputs),
        }
    }
}

impl Network {
    /// The smallest rectangle of the input that holds every pixel that an `area` of a row's output
    /// depends on. `None` where there is no such row, or no such area in it.
    pub fn receptive_field(&self, row: usize, area: Area) -> Option<Area> {
        let (summary, sources) = (self.summary(), self.sources());
        let [height, width, _] = summary.get(row)?.output;
        area.check(height, width)?;
        let mut seen = vec![Area::default(); row + 1];
        seen[row] = area;
        let mut input = Area::default();
        for index in (0..=row).rev() {
            let (sight, [height, width, _]) =
                (Sight::of(&self.rows[index].op), summary[index].input);
            let taken = Area {
                rows: sight.input(seen[index].rows, height),
                columns: sight.input(seen[index].columns, width),
            };
            let from = sources[index].input.map_or(&mut input, |before| &mut seen[before]);
            *from = from.and(taken);
            if let Some(before) = sources[index].add {
                seen[before] = seen[before].and(seen[index]);
            }
        }
        Some(input)
    }

    /// What of a row's own input an `area` of its output is computed from, padding not counted.
    /// `None` where there is no such row, or no such area in it.
    pub fn window_area(&self, row: usize, area: Area) -> Option<Area> {
        let summary = self.summary();
        let ([high, wide, _], [height, width, _]) = (summary.get(row)?.input, summary[row].output);
        area.check(height, width)?;
        let sight = Sight::of(&self.rows[row].op);
        Some(Area { rows: sight.input(area.rows, high), columns: sight.input(area.columns, wide) })
    }

    /// The smallest rectangle of a row's output that holds every pixel that depends on any of an
    /// `area` of the input; empty if none does. `None` where there is no such row, or no such area.
    pub fn seen_by(&self, row: usize, area: Area) -> Option<Area> {
        let (summary, sources) = (self.summary(), self.sources());
        let [height, width, _] = self.input;
        summary.get(row)?;
        area.check(height, width)?;
        let mut seeing: Vec<Area> = Vec::with_capacity(row + 1);
        for index in 0..=row {
            let Sources { input, add } = sources[index];
            let taken = input.map_or(area, |before| seeing[before]);
            let sight = Sight::of(&self.rows[index].op);
            let ([high, wide, _], [height, width, _]) =
                (summary[index].input, summary[index].output);
            let own = Area {
                rows: sight.outputs(taken.rows, high, height),
                columns: sight.outputs(taken.columns, wide, width),
            };
            seeing.push(add.map_or(own, |before| own.and(seeing[before])));
        }
        seeing.pop()
    }

    /// The receptive field of a row's pixels where no edge cuts it; `None` where a pixel sees all
    /// there is, or there is no such row.
    pub fn reach(&self, row: usize) -> Option<Reach> {
        let (summary, sources) = (self.summary(), self.sources());
        let mut all: Vec<Option<Reach>> = Vec::with_capacity(row + 1);
        for (index, &Sources { input, add }) in sources.iter().enumerate().take(row + 1) {
            let pixel = Some(Reach { side: 1, stride: 1, start: 0 });
            let taken = input.map_or(pixel, |before| all[before]);
            let own = match Sight::of(&self.rows[index].op) {
                Sight::Windows(window) => taken.map(|before| before.through(window)),
                Sight::Same => taken,
                Sight::Parts(side) if [side; 2] == summary[index].input[..2] => taken,
                Sight::Parts(_) | Sight::All => None,
            };
            all.push(match add {
                Some(before) => own.zip(all[before]).map(|(own, other)| own.and(other)),
                None => own,
            });
        }
        all.get(row).copied().flatten()
    }
}

impl Reach {
    fn through(self, window: Window) -> Self {
        Self {
            side: self.side + (window.kernel - 1) * self.stride,
            stride: self.stride * window.stride,
            start: self.start - (window.padding * self.stride) as isize,
        }
    }

    /// Both fields of one pixel: what it sees by its own row, and by what is added.
    fn and(self, other: Self) -> Self {
        let start = self.start.min(other.start);
        let end = |reach: Self| reach.start + reach.side as isize;
        let side = (end(self).max(end(other)) - start) as usize;
        Self { side, start, stride: self.stride }
    }
}

#[cfg(test)]
mod tests;
