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
