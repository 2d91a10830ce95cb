//! Drawing with the keyboard: a pen on a grid of squares.

/// Squares along a side.
pub const SIDE: usize = 16;

/// Where the pen is, in squares, and whether it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Counted from the left, from 0.
    pub column: usize,
    /// Counted from the top, from 0.
    pub row: usize,
    /// Whether the pen is on the paper.
    pub down: bool,
}

impl Default for Cursor {
    fn default() -> Self {
        Self { column: SIDE / 2, row: SIDE / 4, down: false }
    }
}

impl Cursor {
    /// One square in the direction of an arrow key; `None` for other keys. The edge holds.
    pub fn moved(self, key: &str) -> Option<Self> {
        let last = SIDE - 1;
        Some(match key {
            "ArrowLeft" => Self { column: self.column.saturating_sub(1), ..self },
            "ArrowRight" => Self { column: (self.column + 1).min(last), ..self },
            "ArrowUp" => Self { row: self.row.saturating_sub(1), ..self },
            "ArrowDown" => Self { row: (self.row + 1).min(last), ..self },
            _ => return None,
        })
    }

    /// The middle of the square, in the unit square.
    pub fn point(self) -> [f32; 2] {
        [self.column, self.row].map(|i| (i as f32 + 0.5) / SIDE as f32)
    }

    /// Where the pen is, in words.
    pub fn words(self) -> String {
        let pen = if self.down { "pen down" } else { "pen up" };
        format!("Column {}, row {}, {pen}", self.column + 1, self.row + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_move_within_the_edge() {
        let mut cursor = Cursor { column: 0, row: SIDE - 1, down: true };
        assert_eq!(cursor.moved("ArrowLeft"), Some(cursor));
        assert_eq!(cursor.moved("ArrowDown"), Some(cursor));
        assert_eq!(cursor.moved("a"), None);
        cursor = cursor.moved("ArrowUp").and_then(|c| c.moved("ArrowRight")).unwrap();
        assert_eq!(cursor.words(), format!("Column 2, row {}, pen down", SIDE - 1));
        assert!(cursor.point().iter().all(|x| (0.0..1.0).contains(x)));
    }
}
