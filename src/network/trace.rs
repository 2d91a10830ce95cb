//! Runs that are kept, and runs that begin in the middle of one.

use super::{Edits, Model, arrange};
use burn::tensor::Tensor;

/// A run with all that it left behind.
#[derive(Clone)]
pub struct Trace {
    input: Tensor<4>,
    edits: Edits,
    maps: Vec<Tensor<4>>,
}

impl Trace {
    /// What went in, `[N, H, W, C]`.
    pub fn input(&self) -> &Tensor<4> {
        &self.input
    }

    /// What was changed.
    pub fn edits(&self) -> &Edits {
        &self.edits
    }

    /// A row's output, `[N, H, W, C]`, as later rows took it. `None` where there is no such row.
    pub fn map(&self, row: usize) -> Option<&Tensor<4>> {
        self.maps.get(row)
    }
}

impl Model {
    /// Runs `input`, `[N, H, W, C]`, and keeps every row's output.
    pub fn trace(&self, input: Tensor<4>) -> Trace {
        let maps = self.forward_with_maps(input.clone());
        Trace { input, edits: Edits::none(), maps }
    }

    /// The same run with `edits` instead of what was changed in it. Only rows whose output may
    /// differ are computed.
    pub fn retrace(&self, before: &Trace, edits: &Edits) -> Trace {
        let mut maps = Vec::with_capacity(before.maps.len());
        self.rerun(before, edits, |_, output| maps.push(output.clone()));
        Trace { input: before.input.clone(), edits: edits.clone(), maps }
    }

    /// Logits `[N, classes]` of the same run with `edits`. As [`Self::retrace`], in less memory.
    pub fn relogits(&self, before: &Trace, edits: &Edits) -> Tensor<2> {
        arrange::flatten(self.rerun(before, edits, |_, _| ()))
    }

    /// How many rows [`Self::retrace`] would compute.
    pub fn rows_to_compute(&self, before: &Trace, edits: &Edits) -> usize {
        let stale = self.after(|row| edits.differ(&before.edits, row));
        stale.into_iter().filter(|&stale| stale).count()
    }

    /// Logits `[N, classes]` for inputs `[N, H, W, C]`, with `edits`.
    pub fn forward_edited(&self, input: Tensor<4>, edits: &Edits) -> Tensor<2> {
        arrange::flatten(self.run(input, edits, |_| None, |_, _| ()))
    }

    /// Logits `[N, classes]` of a run in which a row had given `output`, `[N, H, W, C]`, of any
    /// height and width that the rows after it can take.
    pub fn replaced(&self, before: &Trace, row: usize, output: &Tensor<4>) -> Tensor<2> {
        let stale = self.after(|at| at == row);
        let known = |at: usize| match stale[at] {
            _ if at == row => Some(output.clone()),
            true => None,
            false => Some(before.maps[at].clone()),
        };
        arrange::flatten(self.run(before.input.clone(), &before.edits, known, |_, _| ()))
    }

    fn rerun(
        &self,
        before: &Trace,
        edits: &Edits,
        tap: impl FnMut(usize, &Tensor<4>),
    ) -> Tensor<4> {
        let stale = self.after(|row| edits.differ(&before.edits, row));
        let known = |row: usize| (!stale[row]).then(|| before.maps[row].clone());
        self.run(before.input.clone(), edits, known, tap)
    }

    /// Which rows are `changed`, or depend on one that is.
    fn after(&self, changed: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut stale: Vec<bool> = Vec::with_capacity(self.sources.len());
        for (row, from) in self.sources.iter().enumerate() {
            let mut taken = [from.input, from.add].into_iter().flatten();
            stale.push(changed(row) || taken.any(|before| stale[before]));
        }
        stale
    }

    /// What a row takes in a run: its input, and what is added unless that is cut.
    pub fn taken(&self, trace: &Trace, row: usize) -> Option<(Tensor<4>, Option<Tensor<4>>)> {
        let from = self.sources.get(row)?;
        let input = from.input.map_or(&trace.input, |before| &trace.maps[before]);
        let add = from.add.filter(|_| !trace.edits.skip_cut(row));
        Some((input.clone(), add.map(|before| trace.maps[before].clone())))
    }

    /// The weights of one channel of a row's output as they are computed with, batch normalisation
    /// folded in, and its bias: `[K, K, C / groups]` or `[H, W, C]` numbers, and one. `None` for
    /// rows without weights and channels that there are not.
    pub fn kernel(&self, row: usize, channel: usize) -> Option<(Tensor<1>, Tensor<1>)> {
        self.layers.get(row)?.kernel(channel)
    }
}

/// Both of as many pictures: a single one is repeated.
pub(super) fn together(a: Tensor<4>, b: Tensor<4>) -> (Tensor<4>, Tensor<4>) {
    let ([a_count, ..], [b_count, ..]) = (a.dims(), b.dims());
    match (a_count, b_count) {
        (1, many) if many > 1 => (a.repeat_dim(0, many), b),
        (many, 1) if many > 1 => (a, b.repeat_dim(0, many)),
        _ => (a, b),
    }
}
