//! The drawing: what was done to it, in order, so that every step can be taken back.

use crate::protocol::Drawing;

/// A pen stroke: points `[x, y]` in the unit square, y downwards.
pub type Stroke = Vec<[f32; 2]>;

/// One step.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Stroke(Stroke),
    Picture(Vec<u8>),
    Clear,
}

/// A sheet of paper with its history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    steps: Vec<Step>,
    /// Whether the pen is on the paper, at the end of the last stroke.
    open: bool,
}

impl Sheet {
    /// Begins a stroke. A picture that lay there makes room for it.
    pub fn begin(&mut self, point: [f32; 2]) {
        self.steps.push(Step::Stroke(vec![inside(point)]));
        self.open = true;
    }

    /// Takes the stroke further that was begun. Steps too small to see are left out.
    pub fn extend(&mut self, point: [f32; 2]) {
        let point = inside(point);
        if self.open
            && let Some(Step::Stroke(stroke)) = self.steps.last_mut()
            && stroke.last().is_none_or(|last| distance(*last, point) > 1e-3)
        {
            stroke.push(point);
        }
    }

    /// Takes the pen up.
    pub fn lift(&mut self) {
        self.open = false;
    }

    /// Whether a stroke is begun that can go on: not once it was taken back or wiped out.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Lays a ready picture on the sheet, `[28, 28]` grey values, ink 255.
    pub fn place(&mut self, picture: Vec<u8>) {
        self.lift();
        if self.picture() != Some(&picture) {
            self.steps.push(Step::Picture(picture));
        }
    }

    /// Wipes the sheet, which can be taken back too.
    pub fn clear(&mut self) {
        self.lift();
        if !self.is_empty() {
            self.steps.push(Step::Clear);
        }
    }

    /// Takes the last step back; a stroke over a picture brings the picture back.
    pub fn undo(&mut self) {
        self.lift();
        self.steps.pop();
    }

    /// Takes the stroke back that is being drawn, if one is.
    pub fn drop_open(&mut self) {
        if self.open {
            self.undo();
        }
    }

    /// Whether there is a step to take back.
    pub fn can_undo(&self) -> bool {
        !self.steps.is_empty()
    }

    /// Whether nothing is on the sheet.
    pub fn is_empty(&self) -> bool {
        matches!(self.steps.last(), None | Some(Step::Clear))
    }

    /// The strokes on the sheet.
    pub fn strokes(&self) -> impl Iterator<Item = &Stroke> {
        let start = self.steps.iter().rposition(|step| !matches!(step, Step::Stroke(_)));
        self.steps[start.map_or(0, |i| i + 1)..].iter().filter_map(|step| match step {
            Step::Stroke(stroke) => Some(stroke),
            _ => None,
        })
    }

    /// How many points the strokes have.
    pub fn points(&self) -> usize {
        self.strokes().map(Vec::len).sum()
    }

    /// The picture on the sheet.
    pub fn picture(&self) -> Option<&Vec<u8>> {
        match self.steps.last() {
            Some(Step::Picture(picture)) => Some(picture),
            _ => None,
        }
    }

    /// What the network is to read; nothing if the sheet is empty.
    pub fn drawing(&self) -> Option<Drawing> {
        if self.is_empty() {
            return None;
        }
        Some(match self.picture() {
            Some(picture) => Drawing::Picture(picture.clone()),
            None => Drawing::Strokes(self.strokes().cloned().collect()),
        })
    }
}

fn inside(point: [f32; 2]) -> [f32; 2] {
    point.map(|x| if x.is_finite() { x.clamp(0.0, 1.0) } else { 0.5 })
}

fn distance(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(points: &[[f32; 2]]) -> Sheet {
        let mut sheet = Sheet::default();
        sheet.begin(points[0]);
        points[1..].iter().for_each(|point| sheet.extend(*point));
        sheet.lift();
        sheet
    }

    #[test]
    fn points_stay_on_the_sheet_and_repeats_are_left_out() {
        let sheet = drawn(&[[0.5, 0.5], [0.5, 0.5], [1.4, -2.0], [f32::NAN, 1.0]]);
        let strokes: Vec<_> = sheet.strokes().cloned().collect();
        assert_eq!(strokes, [vec![[0.5, 0.5], [1.0, 0.0], [0.5, 1.0]]]);
    }

    #[test]
    fn every_step_can_be_taken_back() {
        let mut sheet = drawn(&[[0.1, 0.1], [0.2, 0.2]]);
        let before = sheet.clone();
        sheet.clear();
        assert!(sheet.is_empty() && sheet.drawing().is_none());
        sheet.undo();
        assert_eq!(sheet, before);
        sheet.place(vec![7; 784]);
        assert_eq!(sheet.drawing(), Some(Drawing::Picture(vec![7; 784])));
        sheet.begin([0.3, 0.3]);
        assert_eq!(sheet.drawing(), Some(Drawing::Strokes(vec![vec![[0.3, 0.3]]])));
        sheet.undo();
        assert_eq!(sheet.picture(), Some(&vec![7; 784]));
        sheet.undo();
        assert_eq!(sheet, before);
        sheet.undo();
        assert!(sheet.is_empty() && !sheet.can_undo());
        sheet.undo();
    }

    #[test]
    fn a_stroke_that_is_gone_does_not_go_on() {
        let ends: [fn(&mut Sheet); 4] =
            [Sheet::undo, Sheet::clear, |sheet| sheet.place(vec![7; 784]), Sheet::lift];
        for (way, end) in ends.into_iter().enumerate() {
            let mut sheet = drawn(&[[0.1, 0.1], [0.2, 0.2]]);
            sheet.begin([0.8, 0.8]);
            assert!(sheet.is_open());
            end(&mut sheet);
            let before = sheet.clone();
            sheet.extend([0.9, 0.9]);
            assert_eq!(sheet, before, "way {way}");
            assert!(!sheet.is_open(), "way {way}");
        }
    }

    #[test]
    fn only_a_stroke_that_is_being_drawn_is_dropped() {
        let before = drawn(&[[0.1, 0.1], [0.2, 0.2]]);
        let mut sheet = before.clone();
        sheet.begin([0.8, 0.8]);
        sheet.drop_open();
        assert_eq!(sheet, before);
        sheet.drop_open();
        assert_eq!(sheet, before, "what is finished stays");
    }

    #[test]
    fn the_same_picture_twice_is_one_step() {
        let mut sheet = Sheet::default();
        sheet.place(vec![1; 784]);
        sheet.place(vec![1; 784]);
        sheet.undo();
        assert!(!sheet.can_undo());
    }
}
