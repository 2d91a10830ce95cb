//! The current figure as one picture: the input with what lies over it, the answer, and the pictures,
//! plots and tables of the tool in use. A part of the page with the attribute `data-figure` goes in as
//! it looks.

use super::{
    caption::{Caption, flow},
    painter::Painter,
};
use crate::{arch::Area, ui::dom};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement};

/// Width of the picture, pixels.
const WIDTH: f64 = 1040.0;
const MARGIN: f64 = 36.0;
/// Side of the input in it.
const SIDE: f64 = 400.0;
/// No more of the tool's pictures are taken in.
const MOST_FIGURES: usize = 128;
/// Between them, pixels.
const GAP: f64 = 14.0;
/// No figure makes the picture higher than this.
const MOST_HEIGHT: f64 = 4000.0;

/// What a picture is painted with, as the style sheet has it.
pub struct Inks {
    /// The page.
    pub surface: String,
    /// Words.
    pub ink: String,
    /// Quiet words.
    pub soft: String,
    /// The network's colour.
    pub net: String,
    /// What bars lie on.
    pub track: String,
}

impl Inks {
    /// From elements that have these colours: the section, and one whose colour, background and
    /// border are the network's, the track's and that of quiet words.
    pub fn of(section: &Element, probe: &Element) -> Option<Self> {
        let style = |element: &Element, name: &str| {
            window().get_computed_style(element).ok()??.get_property_value(name).ok()
        };
        Some(Self {
            surface: style(section, "background-color")?,
            ink: style(section, "color")?,
            soft: style(probe, "border-top-color")?,
            net: style(probe, "color")?,
            track: style(probe, "background-color")?,
        })
    }
}

/// What goes into a picture.
pub struct Figure<'a> {
    /// The section of the page that has the canvases.
    pub section: &'a Element,
    /// The words.
    pub caption: &'a Caption,
    /// The colours.
    pub inks: &'a Inks,
    /// How much the map hides of the input, 0 to 1.
    pub opacity: f32,
    /// Lit parts of the input, in pixels of it, and its side.
    pub lit: (&'a [Area], usize),
}

impl Figure<'_> {
    /// Paints it on a canvas of its own. Nothing if the browser gives none.
    pub fn paint(&self) -> Option<HtmlCanvasElement> {
        let figures = figures(self.section, "inside-room");
        let sizes: Vec<[f64; 2]> = figures.iter().map(size).collect();
        let (places, high) = flow(&sizes, WIDTH - 2.0 * MARGIN, GAP);
        let below = if figures.is_empty() { 0.0 } else { high.min(MOST_HEIGHT) + MARGIN };
        let canvas = dom::canvas()?;
        canvas.set_width(WIDTH as u32);
        canvas.set_height((2.0 * MARGIN + SIDE + below) as u32);
        let pen = dom::context(&canvas)?;
        pen.set_fill_style_str(&self.inks.surface);
        pen.fill_rect(0.0, 0.0, WIDTH, f64::from(canvas.height()));
        self.input(&pen);
        self.words(&pen);
        for (figure, ([x, y], [wide, _])) in figures.iter().zip(places.iter().zip(&sizes)) {
            copy(&pen, figure, [MARGIN + x, 2.0 * MARGIN + SIDE + y], *wide);
        }
        Some(canvas)
    }

    fn input(&self, pen: &CanvasRenderingContext2d) {
        let layers = figures(self.section, "looked-at");
        let canvases = layers.iter().filter_map(|layer| layer.dyn_ref::<HtmlCanvasElement>());
        for (number, canvas) in canvases.enumerate() {
            pen.set_global_alpha(if number == 0 { 1.0 } else { f64::from(self.opacity) });
            lay(pen, canvas, [MARGIN, MARGIN, SIDE, SIDE]);
        }
        pen.set_global_alpha(1.0);
        let (lit, side) = self.lit;
        let scale = SIDE / side.max(1) as f64;
        for (ink, wide) in [("#000", 5.0), ("#fff", 2.5)] {
            pen.set_stroke_style_str(ink);
            pen.set_line_width(wide);
            for area in lit {
                let [x, y] =
                    [area.columns.start, area.rows.start].map(|at| MARGIN + scale * at as f64);
                let [w, h] = [area.columns.len(), area.rows.len()].map(|size| scale * size as f64);
                pen.stroke_rect(x, y, w, h);
            }
        }
    }

    fn words(&self, pen: &CanvasRenderingContext2d) {
        let Self { caption, inks, .. } = self;
        let left = 2.0 * MARGIN + SIDE;
        let wide = WIDTH - MARGIN - left;
        let write = |font: &str, ink: &str, words: &str, [x, y]: [f64; 2], most: f64| {
            pen.set_font(font);
            pen.set_fill_style_str(ink);
            // Fails for no text.
            let _ = pen.fill_text_with_max_width(words, x, y, most);
        };
        let (serif, sans) =
            ("600 34px 'Source Serif 4 Variable', Georgia, serif", "19px system-ui, sans-serif");
        let mut y = MARGIN + 30.0;
        write(serif, &inks.net, &caption.title, [left, y], wide);
        y += 16.0;
        for (label, share, length) in &caption.answers {
            y += 34.0;
            write(sans, &inks.ink, label, [left, y], wide - 100.0);
            pen.set_text_align("right");
            write(sans, &inks.soft, share, [left + wide, y], 90.0);
            pen.set_text_align("left");
            pen.set_fill_style_str(&inks.track);
            pen.fill_rect(left, y + 8.0, wide, 6.0);
            pen.set_fill_style_str(&inks.net);
            pen.fill_rect(left, y + 8.0, wide * f64::from(*length), 6.0);
        }
        y += 20.0;
        for note in &caption.notes {
            y += 26.0;
            write("17px system-ui, sans-serif", &inks.soft, note, [left, y], wide);
        }
        write("15px system-ui, sans-serif", &inks.soft, "Triptych", [left, MARGIN + SIDE], wide);
    }
}

/// A canvas in a rectangle; small ones keep their pixels.
pub fn lay(pen: &CanvasRenderingContext2d, canvas: &HtmlCanvasElement, at: [f64; 4]) {
    let [x, y, wide, high] = at;
    pen.set_image_smoothing_enabled(f64::from(canvas.width()) > wide);
    // Fails only for canvases without an area.
    let _ = pen.draw_image_with_html_canvas_element_and_dw_and_dh(canvas, x, y, wide, high);
}

/// A figure, from where it is in the window to another place, so wide there.
fn copy(pen: &CanvasRenderingContext2d, figure: &Element, [x, y]: [f64; 2], wide: f64) {
    let frame = figure.get_bounding_client_rect();
    let scale = wide / frame.width().max(1.0);
    pen.save();
    // Both fail for numbers that are not finite.
    let _ = pen.translate(x - scale * frame.left(), y - scale * frame.top());
    let _ = pen.scale(scale, scale);
    Painter(pen).element(figure);
    pen.restore();
}

/// Canvases and parts that are figures as a whole, in the first part of a class, in the order of the
/// page; none that is hidden.
fn figures(section: &Element, class: &str) -> Vec<Element> {
    let mut found = Vec::new();
    if let Some(part) = section.get_elements_by_class_name(class).item(0) {
        find_figures(&part, &mut found);
    }
    found
}

fn find_figures(element: &Element, found: &mut Vec<Element>) {
    if found.len() >= MOST_FIGURES {
        return;
    }
    let is_figure = element.has_attribute("data-figure")
        || element.dyn_ref::<HtmlCanvasElement>().is_some_and(|canvas| canvas.width() > 0);
    if is_figure {
        let frame = element.get_bounding_client_rect();
        if frame.width() > 1.0 && frame.height() > 1.0 {
            found.push(element.clone());
        }
        return;
    }
    let mut child = element.first_element_child();
    while let Some(inner) = child {
        find_figures(&inner, found);
        child = inner.next_element_sibling();
    }
}

/// As large as the page shows it, no wider than the picture.
fn size(figure: &Element) -> [f64; 2] {
    let frame = figure.get_bounding_client_rect();
    let scale = ((WIDTH - 2.0 * MARGIN) / frame.width().max(1.0)).min(1.0);
    [frame.width() * scale, frame.height() * scale]
}
