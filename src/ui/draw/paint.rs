//! Draws the sheet on the board's canvas.

use super::{
    cursor::{Cursor, SIDE},
    sheet::{Sheet, Stroke},
};
use crate::ui::dom;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Width of the pen, of the board's side.
const PEN: f64 = 0.07;

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

/// Draws everything anew: a few paths, far less than a millisecond.
pub fn paint(canvas: &HtmlCanvasElement, look: &Look, sheet: &Sheet, cursor: Option<Cursor>) {
    if canvas.width() != look.side || canvas.height() != look.side {
        canvas.set_width(look.side);
        canvas.set_height(look.side);
    }
    let Some(context) = dom::context(canvas) else { return };
    let side = f64::from(look.side);
    context.clear_rect(0.0, 0.0, side, side);
    if let Some(picture) = sheet.picture() {
        lay_picture(&context, look, picture);
    }
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width(PEN * side);
    context.set_stroke_style_str(&look.ink);
    for stroke in sheet.strokes() {
        write(&context, side, stroke);
    }
    if let Some(cursor) = cursor {
        point(&context, look, cursor);
    }
}

/// One stroke, as curves through the middles between its points: a hand draws no corners.
fn write(context: &CanvasRenderingContext2d, side: f64, stroke: &Stroke) {
    let at = |point: [f32; 2]| point.map(|x| f64::from(x) * side);
    let (Some(first), Some(last)) = (stroke.first(), stroke.last()) else { return };
    let [x, y] = at(*first);
    context.begin_path();
    context.move_to(x, y);
    for pair in stroke.windows(2) {
        let ([x, y], [next_x, next_y]) = (at(pair[0]), at(pair[1]));
        context.quadratic_curve_to(x, y, (x + next_x) / 2.0, (y + next_y) / 2.0);
    }
    let [x, y] = at(*last);
    context.line_to(x, y);
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
