//! Draws the sheet on the board's canvas.

use super::{
    cursor::{Cursor, SIDE},
    sheet::{Sheet, Stroke},
};
use crate::ui::dom;
use std::ops::Range;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Width of the pen, of the board's side.
const PEN: f64 = 0.07;
/// As many points of a stroke are kept at a time: seams between few pieces are not seen.
const PIECE: usize = 256;

/// What the style sheet and the screen say about the board.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Colour of ink, as CSS writes it.
    ink: String,
    /// Colour of the cursor.
    accent: String,
    /// Side in pixels of the screen.
    side: u32,
}

impl Look {
    /// Read from the page.
    pub fn of(canvas: &HtmlCanvasElement) -> Self {
        let style =
            web_sys::window().and_then(|window| window.get_computed_style(canvas).ok()).flatten();
        let colour = |name: &str| {
            style.as_ref().and_then(|style| style.get_property_value(name).ok()).unwrap_or_default()
        };
        let side = f64::from(canvas.client_width()) * dom::pixel_ratio();
        Self { ink: colour("color"), accent: colour("caret-color"), side: side.round() as u32 }
    }
}

/// The ink on the board. What no longer changes is kept on a canvas of its own, so that a frame takes as little
/// for a long scribble as for a digit.
#[derive(Default)]
pub struct Ink {
    kept: Option<HtmlCanvasElement>,
    look: Look,
    /// The strokes that are on it: the last perhaps only as far as it is settled.
    written: Vec<Stroke>,
}

impl Ink {
    /// Draws the sheet as it is now.
    pub fn paint(
        &mut self,
        canvas: &HtmlCanvasElement,
        look: &Look,
        sheet: &Sheet,
        cursor: Option<Cursor>,
    ) {
        resize(canvas, look.side);
        let Some(context) = dom::context(canvas) else { return };
        let side = f64::from(look.side);
        context.clear_rect(0.0, 0.0, side, side);
        if let Some(picture) = sheet.picture() {
            lay_picture(&context, look, picture);
        }
        let strokes: Vec<&Stroke> = sheet.strokes().collect();
        self.keep(look, &strokes);
        if let Some(kept) = self.kept.as_ref().filter(|kept| kept.width() > 0) {
            // Fails only for canvases without an area.
            let _ = context.draw_image_with_html_canvas_element(kept, 0.0, 0.0);
        }
        set_pen(&context, look);
        if let (Some(stroke), Some(written)) = (strokes.last(), self.written.last()) {
            write(&context, side, stroke, written.len()..stroke.len());
        }
        if let Some(cursor) = cursor {
            point(&context, look, cursor);
        }
    }

    /// Brings the kept canvas up to these strokes.
    fn keep(&mut self, look: &Look, strokes: &[&Stroke]) {
        if self.kept.is_none() {
            self.kept = dom::canvas();
        }
        let Some((kept, context)) = self.kept.as_ref().and_then(|it| Some((it, dom::context(it)?)))
        else {
            return;
        };
        resize(kept, look.side);
        let side = f64::from(look.side);
        // One that is new, or has come back after the GPU went, has forgotten its pen too.
        let has_pen = (context.line_width() - PEN * side).abs() < 0.01;
        if !has_pen || self.look != *look || !goes_on(&self.written, strokes) {
            context.clear_rect(0.0, 0.0, side, side);
            set_pen(&context, look);
            self.look.clone_from(look);
            self.written.clear();
        }
        self.written.resize(strokes.len(), Stroke::new());
        for (number, (stroke, written)) in strokes.iter().zip(&mut self.written).enumerate() {
            let is_last = number + 1 == strokes.len();
            let (from, to) =
                (written.len(), if is_last { settled(stroke.len()) } else { stroke.len() });
            if from < to {
                write(&context, side, stroke, from..to);
                written.extend_from_slice(&stroke[from..to]);
            }
        }
    }
}

/// Whether what is written is the beginning of these strokes.
fn goes_on(written: &[Stroke], strokes: &[&Stroke]) -> bool {
    let begins = |(written, stroke): (&Stroke, &&Stroke)| stroke.starts_with(written);
    written.len() <= strokes.len() && written.iter().zip(strokes).all(begins)
}

/// How many points of the last stroke need not be written again: whole pieces, and never its end, which moves.
fn settled(points: usize) -> usize {
    match points.saturating_sub(2) / PIECE {
        0 => 0,
        pieces => pieces * PIECE + 1,
    }
}

fn resize(canvas: &HtmlCanvasElement, side: u32) {
    if canvas.width() != side || canvas.height() != side {
        canvas.set_width(side);
        canvas.set_height(side);
    }
}

fn set_pen(context: &CanvasRenderingContext2d, look: &Look) {
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width(PEN * f64::from(look.side));
    context.set_stroke_style_str(&look.ink);
}

/// What these points add to a stroke, as curves through the middles between its points: a hand draws no corners.
fn write(context: &CanvasRenderingContext2d, side: f64, stroke: &Stroke, points: Range<usize>) {
    let at = |point: usize| stroke[point].map(|x| f64::from(x) * side);
    let middle = |point: usize| {
        let ([x, y], [next_x, next_y]) = (at(point), at(point + 1));
        [(x + next_x) / 2.0, (y + next_y) / 2.0]
    };
    if points.is_empty() {
        return;
    }
    // It goes on where a piece ended: in the middle between the last two of its points.
    let [x, y] = if points.start < 2 { at(0) } else { middle(points.start - 2) };
    context.begin_path();
    context.move_to(x, y);
    for point in points.start.saturating_sub(1)..points.end - 1 {
        let ([x, y], [to_x, to_y]) = (at(point), middle(point));
        context.quadratic_curve_to(x, y, to_x, to_y);
    }
    if points.end == stroke.len() {
        let [x, y] = at(points.end - 1);
        context.line_to(x, y);
    }
    context.stroke();
}

/// A picture of 28 x 28 greys, smoothed, in the colour of ink.
fn lay_picture(context: &CanvasRenderingContext2d, look: &Look, picture: &[u8]) {
    let small = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok());
    let Some(small) = small else { return };
    let pixels: Vec<u8> = picture.iter().flat_map(|grey| [0, 0, 0, *grey]).collect();
    dom::fill(&small, 28, &pixels);
    if let Some(small_context) = dom::context(&small) {
        // The ink's colour where there is ink.
        let _ = small_context.set_global_composite_operation("source-in");
        small_context.set_fill_style_str(&look.ink);
        small_context.fill_rect(0.0, 0.0, 28.0, 28.0);
    }
    let side = f64::from(look.side);
    context.set_image_smoothing_enabled(true);
    let _ = context.draw_image_with_html_canvas_element_and_dw_and_dh(&small, 0.0, 0.0, side, side);
}

/// The keyboard's pen: the grid's middle lines faint, its square outlined, filled if it writes.
fn point(context: &CanvasRenderingContext2d, look: &Look, cursor: Cursor) {
    let side = f64::from(look.side);
    let square = side / SIDE as f64;
    context.set_stroke_style_str(&look.accent);
    context.set_fill_style_str(&look.accent);
    context.set_global_alpha(0.22);
    context.set_line_width((side / 840.0).max(1.0));
    context.begin_path();
    for line in 1..SIDE {
        let at = (line as f64 * square).round() + 0.5;
        context.move_to(at, 0.0);
        context.line_to(at, side);
        context.move_to(0.0, at);
        context.line_to(side, at);
    }
    context.stroke();
    context.set_global_alpha(1.0);
    context.set_line_width(side / 140.0);
    let (x, y) = (cursor.column as f64 * square, cursor.row as f64 * square);
    if cursor.down {
        context.fill_rect(x, y, square, square);
    } else {
        context.stroke_rect(x, y, square, square);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_stroke_is_never_settled() {
        assert_eq!([0, 1, 2, PIECE + 1].map(settled), [0; 4]);
        assert_eq!([PIECE + 2, 2 * PIECE + 1].map(settled), [PIECE + 1; 2]);
        assert!((0..4 * PIECE).all(|points| settled(points) == 0 || settled(points) < points));
    }

    #[test]
    fn other_strokes_are_written_anew() {
        let [a, b, long] = [vec![[0.1, 0.1]], vec![[0.2, 0.2]], vec![[0.1, 0.1], [0.3, 0.3]]];
        let written = [a.clone(), b.clone()];
        assert!(goes_on(&[], &[]) && goes_on(&written, &[&a, &b, &long]));
        assert!(goes_on(&written, &[&long, &b]), "a stroke went on");
        assert!(!goes_on(&written, &[&a]), "one was taken back");
        assert!(!goes_on(&written, &[&a, &long]), "another took its place");
    }
}
