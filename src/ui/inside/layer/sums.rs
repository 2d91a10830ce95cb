//! How a number came about, step by step, as it is shown: nothing is computed here but sums of what
//! the engine says, so that few numbers stand for many.

use super::open::Open;
use crate::{
    arch::{Offset, Op, Pooling},
    protocol::look::{Arithmetic, Worked},
    ui::{inside::what::then, words},
};

/// As many products are listed one by one.
const LISTED: usize = 6;

/// A step: `+ bias 0.120`.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What is done with the number: nothing for the first, `+`, `×`, `÷`, `=`; `→` for what a
    /// function makes of what stands before.
    pub sign: &'static str,
    /// What the number is.
    pub words: String,
    /// The number.
    pub number: f64,
    /// As many decimals are shown.
    pub places: usize,
}

/// The products of one channel of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Products {
    /// The channel of the row's input.
    pub channel: usize,
    /// `[rows, columns]`: the numbers in the window, padding included.
    pub window: Vec<f32>,
    /// Their weights; none where none are.
    pub kernel: Vec<f32>,
    /// What of the window is padding.
    pub padding: Vec<bool>,
}

impl Products {
    /// Each number times its weight.
    pub fn products(&self) -> Vec<f32> {
        self.window.iter().zip(&self.kernel).map(|(number, weight)| number * weight).collect()
    }

    /// The sum of the products.
    fn sum(&self) -> f64 {
        let pairs = self.window.iter().zip(&self.kernel);
        pairs.map(|(&number, &weight)| f64::from(number) * f64::from(weight)).sum()
    }
}

/// The channels of the window, the one that adds most (or takes most away) first.
pub fn channels(open: &Open, worked: &Worked) -> Vec<Products> {
    let depth = worked.shape[2] as usize;
    let kernel: &[f32] = match &worked.arithmetic {
        Arithmetic::Weighted { kernel, .. } => kernel,
        _ => &[],
    };
    let padding = padding(open, worked);
    let channel = |index: usize| {
        let of = |all: &[f32]| all.iter().copied().skip(index).step_by(depth.max(1)).collect();
        Products {
            channel: worked.first as usize + index,
            window: of(&worked.window),
            kernel: of(kernel),
            padding: padding.clone(),
        }
    };
    let mut all: Vec<_> = (0..depth).map(channel).collect();
    if let Op::Conv2d { connections: Some(table), .. } = &open.row.op {
        let sees = table.get(worked.place[2] as usize).copied().unwrap_or_default();
        all.retain(|one| sees.contains(&one.channel));
    }
    if !kernel.is_empty() {
        // Stable, so that equals stay in their order.
        all.sort_by(|a, b| b.sum().abs().total_cmp(&a.sum().abs()));
    }
    all
}

/// Which places of the window lie outside of what the row takes.
fn padding(open: &Open, worked: &Worked) -> Vec<bool> {
    let [height, width, _] = worked.shape.map(|size| size as usize);
    let [row, column, _] = worked.place.map(|at| at as usize);
    let (_, stride, padding) = open.window().unwrap_or_default();
    // In rows and columns of the row's input, the padding before it included.
    let outside = |at: usize, start: usize, span: crate::arch::Span| {
        let at = start + at;
        padding > 0 && !(span.start + padding..span.end + padding).contains(&at)
    };
    let place = |place: usize| {
        outside(place / width.max(1), row * stride, worked.area.rows)
            || outside(place % width.max(1), column * stride, worked.area.columns)
    };
    (0..height * width).map(place).collect()
}

/// The steps to the number, with `channels` of [`channels`] of which the one at `rank` stands by
/// itself. Whether the number is `silenced` is known of the changes alone: half precision adds up otherwise.
pub fn steps(
    open: &Open,
    worked: &Worked,
    channels: &[Products],
    rank: usize,
    silenced: bool,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut step = |sign, words: String, number: f64| {
        steps.push(Step { sign, words, number, places: places(number.abs() as f32) });
    };
    let count = worked.window.len();
    let numbers = |count: usize| format!("{} numbers", words::thousands(count));
    let total = || worked.window.iter().map(|&number| f64::from(number)).sum::<f64>();
    let own = || worked.window.get(worked.place[2].saturating_sub(worked.first) as usize).copied();
    match &worked.arithmetic {
        Arithmetic::Weighted { kernel, bias, added } => {
            if matches!(open.row.op, Op::Subsample { .. }) {
                step("", format!("sum of the {}", numbers(count)), total());
                step("\u{d7}", "coefficient".into(), kernel.first().copied().unwrap_or(0.0).into());
            } else {
                for (sign, words, number) in terms(open, channels, rank) {
                    step(sign, words, number);
                }
            }
            step("+", bias_words(&open.row.op), (*bias).into());
            if let Some(added) = added {
                let from = open.row.add.as_deref().map(words::layer).unwrap_or_default();
                step("+", format!("skip connection from {from}"), (*added).into());
            }
            step("=", "sum".into(), worked.sum.into());
        }
        Arithmetic::Pooled(Pooling::Max) => {
            let count = worked.area.rows.len() * worked.area.columns.len();
            step("=", format!("largest of {}", numbers(count)), worked.sum.into());
        }
        Arithmetic::Pooled(Pooling::Average) if count != 1 => {
            step("", format!("sum of {}", numbers(count)), total());
            step("\u{f7}", "how many".into(), count as f64);
            step("=", "mean".into(), worked.sum.into());
        }
        Arithmetic::Normalised { squares, divisor } => {
            step("", open.taken(worked.place[2] as usize), own().unwrap_or(0.0).into());
            step("\u{f7}", divisor_words(&open.row.op, *squares), (*divisor).into());
            step("=", "quotient".into(), worked.sum.into());
        }
        _ => step("=", same_words(open).into(), worked.sum.into()),
    }
    // What is added up has as many decimals, so that it can be checked.
    let finest = |step: &&Step| !matches!(step.sign, "\u{d7}" | "\u{f7}");
    let least = steps.iter().filter(finest).map(|step| step.places).min().unwrap_or(3);
    steps.iter_mut().filter(|step| finest(&&**step)).for_each(|step| step.places = least);
    steps.iter_mut().filter(|step| step.words == "how many").for_each(|step| step.places = 0);
    after(open, worked, &mut steps, least, silenced);
    steps
}

/// What the row's function makes of the sum, and what changes make of that.
fn after(open: &Open, worked: &Worked, steps: &mut Vec<Step>, places: usize, silenced: bool) {
    let activation = open.row.activation;
    let step = |words: &str, number: f32| Step {
        sign: "\u{2192}",
        words: words.into(),
        number: number.into(),
        places,
    };
    if let Some(function) = then(activation) {
        let gives = if silenced { activation.apply(worked.sum) } else { worked.output };
        steps.push(step(function, gives));
    }
    if silenced {
        steps.push(step("with what is changed here", worked.output));
    }
}

/// The parts of a weighted sum.
fn terms(open: &Open, channels: &[Products], rank: usize) -> Vec<(&'static str, String, f64)> {
    let sum = |channels: &[Products]| channels.iter().map(Products::sum).sum::<f64>();
    let others = |count: usize| match count {
        1 => "the other one".to_owned(),
        _ => format!("the other {}", words::thousands(count)),
    };
    let single = channels.first().is_some_and(|one| one.window.len() == 1);
    let mut terms = Vec::new();
    let sign = |terms: &Vec<_>| if terms.is_empty() { "" } else { "+" };
    if single {
        let (listed, rest) = channels.split_at(channels.len().min(LISTED));
        for one in listed {
            terms.push((sign(&terms), product_words(open, one), one.sum()));
        }
        if !rest.is_empty() {
            terms.push(("+", others(rest.len()), sum(rest)));
        }
        return terms;
    }
    if let Some(one) = channels.get(rank) {
        let words = format!("{}: window \u{d7} kernel", open.taken(one.channel));
        terms.push(("", words, one.sum()));
        if channels.len() > 1 {
            terms.push(("+", others(channels.len() - 1), sum(channels) - one.sum()));
        }
    }
    terms
}

fn product_words(open: &Open, one: &Products) -> String {
    let number = |numbers: &[f32]| {
        let number = numbers.first().copied().unwrap_or(0.0);
        words::decimals(number.into(), places(number.abs()))
    };
    let window = number(&one.window);
    let product = match open.row.op {
        // As the square of a difference has them.
        Op::Rbf { .. } => format!("2 \u{d7} {window} \u{d7} {}", number(&[one.kernel[0] / 2.0])),
        _ => format!("{window} \u{d7} {}", number(&one.kernel)),
    };
    format!("{}: {product}", open.taken(one.channel))
}

fn bias_words(op: &Op) -> String {
    match op {
        Op::Conv2d { offset: Offset::BatchNorm, .. } => "bias, from batch normalisation",
        Op::Rbf { .. } => "less the picture\u{2019}s own squares",
        _ => "bias",
    }
    .into()
}

fn divisor_words(op: &Op, squares: f32) -> String {
    let squares = words::decimals(squares.into(), places(squares));
    match op {
        Op::LocalResponseNorm(norm) => {
            format!("({} + {} \u{d7} {squares}) to the power of {}", norm.k, norm.alpha, norm.beta)
        }
        _ => "divisor".into(),
    }
}

fn same_words(open: &Open) -> &'static str {
    match open.row.op {
        Op::Dropout { .. } => "handed on: dropout works in training only",
        Op::LocalResponseNorm(_) => "handed on: normalisation is off",
        Op::Pool { .. } | Op::AdaptiveAvgPool { .. } => "the one number there, handed on",
        _ => "what the skip connection brings: the branch is cut",
    }
}

/// Decimals of a number of this size, so that three figures mean something.
pub fn places(size: f32) -> usize {
    match size {
        size if size >= 100.0 => 1,
        size if size >= 10.0 => 2,
        size if size >= 0.1 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests;
