//! Several digits in one line.
//!
//! Strokes say more than a picture: where they leave a gap, a digit has ended. Where it is not
//! certain which strokes make a digit, there is a [`Cell`] for each choice, and the network's
//! answers decide between them ([`Line::path`]). This is the segmentation graph of LeCun et al. 1998,
//! section V, over strokes instead of cuts.

use super::atoms::{Atom, atoms};
use super::form::form;
use super::touch::{Borrowed, touch};
use super::{BOX, Bounds, PEN, SIDE, pad, prepare, rasterise};

/// A gap of so much of the digits' height ends a digit for certain.
const WIDE: f32 = 0.3;

/// The most atoms that may be one digit.
const MOST_ATOMS: usize = 3;

/// Atoms together may be so many times as wide as digits are high.
const WIDEST: f32 = 1.7;

/// A drawing counts as so many times as wide as high at most.
const LONGEST: f32 = 20.0;

/// The most cells of a line; what needs more is no number.
const MOST_CELLS: usize = 64;

/// What may be a digit.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its strokes, by their places in the drawing.
    pub strokes: Vec<usize>,
    /// Where it lies.
    pub bounds: Bounds,
    /// As MNIST would hold it.
    pub image: [u8; SIDE * SIDE],
    /// Its atoms: the first, and the one after the last.
    atoms: [usize; 2],
    /// How much less likely than it reads it is a digit, in nats.
    form: f32,
}

/// A drawing as what may be its digits.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// From left to right by their first atom.
    pub cells: Vec<Cell>,
    /// How many atoms it has.
    atoms: usize,
    /// How high it is altogether.
    height: f32,
}

impl Line {
    /// What may be the digits of a drawing; None if nothing was drawn.
    pub fn of(strokes: &[Vec<[f32; 2]>]) -> Option<Self> {
        let (atoms, height) = atoms(strokes);
        let height = height.max(f32::MIN_POSITIVE);
        let Bounds { low, high } = Bounds::of(strokes)?;
        let whole = (high[1] - low[1]).max((high[0] - low[0]) / LONGEST).max(f32::MIN_POSITIVE);
        let gap = |pair: &[Atom]| (pair[1].across[0] - pair[0].across[1]) / height;
        let gaps: Vec<f32> = atoms.windows(2).map(gap).collect();
        let most = (1..=MOST_ATOMS)
            .rev()
            .find(|&most| spans(&atoms, &gaps, height, most).len() <= MOST_CELLS);
        let spans = match most {
            Some(most) => spans(&atoms, &gaps, height, most),
            None => vec![[0, atoms.len()]],
        };
        let cell = |&[start, end]: &[usize; 2]| {
            let mut own: Vec<usize> =
                atoms[start..end].iter().flat_map(|atom| atom.strokes.clone()).collect();
            own.sort_unstable();
            let drawn: Vec<_> = own.iter().map(|&stroke| strokes[stroke].clone()).collect();
            let image = prepare(&rasterise(&drawn)?);
            let bounds = Bounds::of(&drawn)?;
            let form = form(&atoms[start..end], whole);
            Some(Cell { strokes: own, bounds, image, atoms: [start, end], form })
        };
        let cells: Vec<_> = spans.iter().filter_map(cell).collect();
        (!cells.is_empty()).then_some(Self { cells, atoms: atoms.len(), height: whole })
    }

    /// A picture as the only digit.
    pub fn picture(image: [u8; SIDE * SIDE]) -> Self {
        let bounds = Bounds { low: [0.0; 2], high: [1.0; 2] };
        let cell = Cell { strokes: Vec::new(), bounds, image, atoms: [0, 1], form: 0.0 };
        Self { cells: vec![cell], atoms: 1, height: 1.0 }
    }

    /// The cells one beside the other, `[side, cells * side]` values from 0 to 1; blank ones after
    /// the last.
    pub fn pixels(&self, side: usize, cells: usize) -> Vec<f32> {
        let padded: Vec<_> = self.cells.iter().map(|cell| pad(&cell.image, side)).collect();
        let blank = vec![0.0; side * cells.saturating_sub(padded.len())];
        let row = |y: usize| {
            let parts = padded.iter().map(move |cell| &cell[y * side..][..side]);
            parts.chain([&blank[..]]).flatten().copied().collect::<Vec<_>>()
        };
        (0..side).flat_map(row).collect()
    }

    /// The cells that make the most likely number, from left to right. `shares` has for each cell
    /// how likely its best digit is, with what is no digit counted in. That and how each looks among
    /// the others decide; the width of the gaps would make it worse.
    pub fn path(&self, shares: &[f32]) -> Vec<usize> {
        // For each place between atoms, the best way to it: its nats, and its last cell.
        let mut best: Vec<Option<(f32, usize)>> = vec![None; self.atoms + 1];
        best[0] = Some((0.0, usize::MAX));
        // Cells come in the order of their first atom, so that every way to it is known.
        for (index, (cell, share)) in self.cells.iter().zip(shares).enumerate() {
            let [start, end] = cell.atoms;
            let Some((before, _)) = best[start] else { continue };
            let nats = before + share.max(1e-9).ln() + cell.form;
            if best[end].is_none_or(|(other, _)| nats > other) {
                best[end] = Some((nats, index));
            }
        }
        let mut path = Vec::new();
        let mut place = self.atoms;
        while let Some((_, index)) = best[place].filter(|_| place > 0) {
            path.push(index);
            place = self.cells[index].atoms[0];
        }
        path.reverse();
        path
    }

    /// Whether these cells, several of the drawing with these strokes, hang together each with the
    /// next, as the strokes of one sign do: an m would be 177, and a λ 11.
    pub fn is_one_sign(&self, path: &[usize], strokes: &[Vec<[f32; 2]>]) -> bool {
        let cells: Vec<&Cell> = path.iter().filter_map(|&cell| self.cells.get(cell)).collect();
        let drawn = |cell: &Cell| -> Borrowed {
            cell.strokes
                .iter()
                .filter_map(|&stroke| strokes.get(stroke))
                .map(Vec::as_slice)
                .collect()
        };
        let joined =
            |pair: &[&Cell]| touch(&drawn(pair[0]), &pair[0].bounds, &drawn(pair[1]), self.height);
        cells.len() > 1 && cells.windows(2).all(joined)
    }
}

impl Cell {
    /// Where a column of the cell's picture lies in the drawing. Columns count from its left edge and
    /// may lie beyond it.
    pub fn place(&self, column: f32) -> f32 {
        let Bounds { low, high } = self.bounds;
        let longer = (high[0] - low[0]).max(high[1] - low[1]);
        // The pen reaches beyond its points.
        let pixel = longer / (BOX as f32 - PEN);
        let inked = |x: &usize| (0..SIDE).any(|y| self.image[y * SIDE + x] > 0);
        let first = (0..SIDE).find(inked).unwrap_or_default() as f32;
        low[0] + (column - first - PEN / 2.0) * pixel
    }
}

/// Every run of atoms that may be a digit, first and one past the last, by the first.
fn spans(atoms: &[Atom], gaps: &[f32], height: f32, most: usize) -> Vec<[usize; 2]> {
    let may = |start: usize, end: usize| {
        let (first, last) = (&atoms[start], &atoms[end - 1]);
        let width = last.across[1].max(first.across[1]) - first.across[0].min(last.across[0]);
        end - start == 1
            || gaps[start..end - 1].iter().all(|&gap| gap < WIDE) && width < WIDEST * height
    };
    (0..atoms.len())
        .flat_map(|start| (start + 1..=atoms.len().min(start + most)).map(move |end| [start, end]))
        .filter(|&[start, end]| may(start, end))
        .collect()
}

#[cfg(test)]
mod tests;
