//! Parts of maps.

use serde::{Deserialize, Serialize};

/// Rows or columns of a map, the end excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first one.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

impl Span {
    /// From `start` to before `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// How many there are.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Where a patch lies along a side of `side` pixels when it goes in steps of `stride`, which is
    /// not 0, so that all of the side is covered: the last place may overlap more. One place where
    /// the patch is the side.
    pub fn places(side: usize, patch: usize, stride: usize) -> Vec<Self> {
        let last = side.saturating_sub(patch);
        let starts = (0..=last.div_ceil(stride.max(1))).map(|step| (step * stride).min(last));
        starts.map(|start| Self::new(start, start + patch)).collect()
    }

    /// The shortest span that holds both.
    fn and(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self::new(self.start.min(other.start), self.end.max(other.end)),
        }
    }
}

/// A rectangle of a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// From top to bottom.
    pub rows: Span,
    /// From left to right.
    pub columns: Span,
}

impl Area {
    /// One pixel.
    pub fn pixel(row: usize, column: usize) -> Self {
        Self { rows: Span::new(row, row + 1), columns: Span::new(column, column + 1) }
    }

    /// All of a map of this height and width.
    pub fn whole(height: usize, width: usize) -> Self {
        Self { rows: Span::new(0, height), columns: Span::new(0, width) }
    }

    /// Whether there is no pixel in it.
    pub fn is_empty(self) -> bool {
        self.rows.is_empty() || self.columns.is_empty()
    }

    /// Itself, if it is not empty and lies in a map of this size.
    pub(super) fn check(self, height: usize, width: usize) -> Option<Self> {
        (!self.is_empty() && self.rows.end <= height && self.columns.end <= width).then_some(self)
    }

    /// The smallest area that holds both.
    pub(super) fn and(self, other: Self) -> Self {
        match (self.is_empty(), other.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => Self { rows: self.rows.and(other.rows), columns: self.columns.and(other.columns) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_cover_every_pixel() {
        let starts = |side, patch, stride| -> Vec<usize> {
            Span::places(side, patch, stride).iter().map(|span| span.start).collect()
        };
        assert_eq!(starts(10, 4, 3), [0, 3, 6]);
        assert_eq!(starts(10, 4, 4), [0, 4, 6]);
        assert_eq!(starts(10, 10, 4), [0]);
    }
}
