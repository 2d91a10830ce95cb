//! Reads drawings: one digit, or several in a line as one number.

use super::check_distributions;
use super::outputs::{Outputs, not_rubbish};
use crate::arch::Network;
use crate::arch::lenet5::{can_be_swept, knows_none, swept};
use crate::device::read_all;
use crate::digit::{self, Line};
use crate::error::Error;
use crate::network::Model;
use crate::protocol::{Answer, Drawing, Output, ReadDigit, Times};
use crate::weights::Weights;
use burn::tensor::{Device, Tensor};
use web_time::Instant;

/// How far the outputs on either side of a digit's own are told of, in windows.
const AROUND: usize = 3;

/// A network for digits on a device, and how sure it must be.
pub struct Reader {
    model: Model,
    /// A digit less likely than this is not sure.
    sure: f32,
    /// Whether the network runs over a whole line at once; otherwise digit by digit.
    sweeps: bool,
    /// Whether its scores are compared with that of rubbish, which is 0.
    knows_rubbish: bool,
}

impl Reader {
    /// Lays the network out. A digit is sure at a probability of `sure`.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn new(
        network: Network,
        weights: &Weights<'_>,
        sure: f32,
        device: &Device,
    ) -> Result<Self, Error> {
        let sweeps = can_be_swept(&network);
        let knows_rubbish = knows_none(&network);
        let network = if sweeps { swept(network) } else { network };
        Ok(Self { model: Model::new(network, weights, device)?, sure, sweeps, knows_rubbish })
    }

    /// The network.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The same with another network of the same kind in it.
    pub fn with(&self, model: Model) -> Self {
        Self { model, ..*self }
    }

    /// The network, to be tuned.
    pub fn model_mut(&mut self) -> &mut Model {
        &mut self.model
    }

    /// How likely a digit must be for a sure answer, 0 to 1.
    pub fn sure(&self) -> f32 {
        self.sure
    }

    /// Reads one drawing, and shows the digit of it that is asked for, from the left, or else the one drawn
    /// last; with every layer's output for that digit if `maps`.
    ///
    /// # Errors
    ///
    /// [`Error::WrongInput`] if nothing was drawn or a picture has another size,
    /// [`Error::DeviceLost`] if the device does not answer, [`Error::Engine`] if its answer is none.
    pub async fn read(
        &self,
        id: u32,
        drawing: &Drawing,
        asked: Option<u32>,
        maps: bool,
    ) -> Result<Answer, Error> {
        let start = Instant::now();
        let line = line(drawing)?;
        let (values, shape) = self.input(&line);
        let prepared = Instant::now();
        let outputs = self.run(values, shape, maps).await?;
        let done = Instant::now();
        let share = |cell: usize| {
            let window = cell * outputs.pitch;
            outputs.share(window, outputs.best(window))
        };
        let shares: Vec<f32> = (0..line.cells.len()).map(share).collect();
        let path = line.path(&shares);
        let one_sign = match drawing {
            Drawing::Strokes(strokes) => line.is_one_sign(&path, strokes),
            Drawing::Picture(_) => false,
        };
        let newest = |&place: &usize| line.cells[path[place]].strokes.last().copied();
        let asked = asked.map(|digit| digit as usize).filter(|&digit| digit < path.len());
        let shown = asked.or_else(|| (0..path.len()).max_by_key(newest)).unwrap_or_default();
        let cell = path.get(shown).copied().unwrap_or_default();
        let milliseconds = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e3;
        Ok(Answer {
            id,
            digits: path.iter().map(|&cell| self.digit(&line, cell, one_sign, &outputs)).collect(),
            shown,
            one_sign,
            input: digit::pad(&line.cells[cell].image, self.model.network().input[0]),
            maps: outputs.maps(self.model.network(), cell),
            times: Times {
                prepare: milliseconds(start, prepared),
                device: milliseconds(prepared, done),
                total: milliseconds(start, Instant::now()),
            },
        })
    }

    /// Has a GPU's shaders for drawings of so many `digits` compiled before there is one.
    pub async fn compile(&self, digits: usize) {
        self.model.compile(self.shape(digits), |_, _| ()).await;
    }

    /// The input's shape for so many digits, `[N, H, W, C]`.
    fn shape(&self, digits: usize) -> [usize; 4] {
        let [side, ..] = self.model.network().input;
        let cells = digits.next_power_of_two();
        if self.sweeps { [1, side, side * cells, 1] } else { [cells, side, side, 1] }
    }

    /// The line as the network's input. Lines come in few lengths: on a GPU each needs pipelines of
    /// its own.
    fn input(&self, line: &Line) -> (Vec<f32>, [usize; 4]) {
        let [side, ..] = self.model.network().input;
        let shape = self.shape(line.cells.len());
        let numbers = shape.iter().product::<usize>();
        let values = if self.sweeps {
            line.pixels(side, numbers / (side * side))
        } else {
            let mut values: Vec<f32> =
                line.cells.iter().flat_map(|cell| digit::pad(&cell.image, side)).collect();
            values.resize(numbers, 0.0);
            values
        };
        (digit::normalise(&values), shape)
    }

    async fn run(&self, values: Vec<f32>, shape: [usize; 4], maps: bool) -> Result<Outputs, Error> {
        let cells = shape[2].max(shape[0] * shape[1]) / shape[1];
        self.model.compile(shape, |_, _| ()).await;
        let mut tensors = self.model.maps(values, shape)?;
        let [.., logits, probabilities] = &tensors[..] else {
            return Err(Error::Engine { reason: "a network without layers".into() });
        };
        let last = [logits.clone(), probabilities.clone()];
        let [batch, _, across, classes] = logits.dims();
        let windows = batch * across;
        tensors.truncate(if maps { tensors.len() - 1 } else { 0 });
        let shapes: Vec<_> = tensors.iter().map(Tensor::dims).collect();
        tensors.extend(last);
        let mut values = read_all(tensors).await?;
        let probabilities = values.pop().unwrap_or_default();
        let logits = values.pop().unwrap_or_default();
        check_distributions(&probabilities, windows)?;
        let digits = logits.chunks(classes).map(|row| match self.knows_rubbish {
            true => not_rubbish(row),
            false => 1.0,
        });
        Ok(Outputs {
            probabilities,
            digits: digits.collect(),
            pitch: windows.saturating_sub(1) / cells.saturating_sub(1).max(1),
            layers: shapes.into_iter().zip(values).collect(),
        })
    }

    fn digit(&self, line: &Line, cell: usize, one_sign: bool, outputs: &Outputs) -> ReadDigit {
        let window = cell * outputs.pitch;
        let [side, ..] = self.model.network().input;
        let step = side as f32 / outputs.pitch.max(1) as f32;
        // Beyond the middle between two cells, windows show the next one.
        let around = AROUND.min(outputs.pitch.saturating_sub(1) / 2);
        let windows = window.saturating_sub(around)..=window + around;
        let middle = digit::SIDE as f32 / 2.0;
        let output = |other: usize| {
            let digit = outputs.best(other);
            let column = middle + step * (other as f32 - window as f32);
            let x = line.cells[cell].place(column);
            Output { x, digit: digit as u8, share: outputs.share(other, digit) }
        };
        let best = outputs.best(window);
        ReadDigit {
            digit: best as u8,
            share: outputs.share(window, best),
            sure: outputs.share(window, best) >= self.sure && !one_sign,
            probabilities: outputs.at(window).to_vec(),
            none: self.knows_rubbish.then(|| 1.0 - outputs.digits[window]),
            place: line.cells[cell].bounds,
            own: window - windows.start(),
            outputs: windows.filter(|&other| other < outputs.digits.len()).map(output).collect(),
        }
    }
}

/// What may be the digits of a drawing.
fn line(drawing: &Drawing) -> Result<Line, Error> {
    let wrong = |found: String| Error::WrongInput { expected: "a drawn digit".into(), found };
    match drawing {
        Drawing::Strokes(strokes) => {
            Line::of(strokes).ok_or_else(|| wrong("an empty board".into()))
        }
        Drawing::Picture(values) => {
            let found = || wrong(format!("a picture of {} pixels", values.len()));
            Ok(Line::picture(values.as_slice().try_into().map_err(|_| found())?))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_board_and_a_wrong_picture_are_errors() {
        assert!(line(&Drawing::Strokes(vec![])).is_err());
        assert!(line(&Drawing::Picture(vec![0; 100])).is_err());
        assert!(line(&Drawing::Picture(vec![0; 784])).is_ok());
    }
}
