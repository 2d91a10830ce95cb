//! Parts of the page painted on a canvas as they look: areas, borders, words, lines and pictures.
//!
//! Browsers have no call for that. Shadows, round corners and what a button or a field shows are left
//! out, and of backgrounds all but even colours and those from left to right. Calls that `web-sys`
//! would need further features for go by name: its features are those of the worker too, and another
//! set builds Burn anew.

mod style;

use super::picture::lay;
use crate::ui::reflect::{call, get};
use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use style::{colours, dashes, is_hidden, number, value};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, DomRect, Element, HtmlCanvasElement, Node,
};

/// What there is to press, and what is folded up.
const CONTROLS: [&str; 6] = ["button", "input", "select", "label", "details", "title"];
/// What there is to do on the page; the style sheet keeps it off paper too.
const HINT: &str = ".hint";

/// Paints in the window's coordinates; the canvas's transformation brings them to their place.
pub struct Painter<'a>(pub &'a CanvasRenderingContext2d);

impl Painter<'_> {
    /// An element and all that is in it.
    pub fn element(&self, element: &Element) {
        let name = element.tag_name().to_lowercase();
        let Some(style) = window().get_computed_style(element).ok().flatten() else { return };
        let frame = element.get_bounding_client_rect();
        let left_out = CONTROLS.contains(&name.as_str()) || element.matches(HINT).unwrap_or(false);
        if left_out || is_hidden(&frame, &style) {
            return;
        }
        if let Some(canvas) = element.dyn_ref::<HtmlCanvasElement>() {
            lay(self.0, canvas, [frame.left(), frame.top(), frame.width(), frame.height()]);
            return;
        }
        if let Some(outline) = outline(&name, element) {
            // Nothing only where the browser knows no paths.
            let _ = self.shape(element, &outline, &style);
            return;
        }
        self.area(&frame, &style);
        let mut child = element.first_child();
        while let Some(node) = child {
            match node.dyn_ref::<Element>() {
                Some(inner) => self.element(inner),
                None if node.node_type() == Node::TEXT_NODE => {
                    let _ = self.words(&node, &style);
                }
                None => {}
            }
            child = node.next_sibling();
        }
    }

    /// Background and borders.
    fn area(&self, frame: &DomRect, style: &CssStyleDeclaration) {
        let (left, top, width, height) = (frame.left(), frame.top(), frame.width(), frame.height());
        self.0.set_fill_style_str(&value(style, "background-color"));
        self.0.fill_rect(left, top, width, height);
        // Nothing only where the browser knows no gradients.
        let _ = self.gradient(frame, &value(style, "background-image"));
        for side in ["top", "right", "bottom", "left"] {
            let own = |what: &str| value(style, &format!("border-{side}-{what}"));
            let (kind, wide) = (own("style"), number(&own("width")));
            if wide <= 0.0 || matches!(kind.as_str(), "none" | "hidden") {
                continue;
            }
            let (bar, length) = match side {
                "top" => ([left, top, width, wide], width),
                "right" => ([left + width - wide, top, wide, height], height),
                "bottom" => ([left, top + height - wide, width, wide], width),
                _ => ([left, top, wide, height], height),
            };
            let dashes = dashes(&kind, wide, length);
            self.border(bar, dashes, &own("color"));
        }
    }

    /// Colours from left to right, where a background has such.
    fn gradient(&self, frame: &DomRect, image: &str) -> Option<()> {
        let colours = colours(image)?;
        let [left, right, top] = [frame.left(), frame.right(), frame.top()].map(JsValue::from);
        let gradient = call(self.0, "createLinearGradient", &[left, top.clone(), right, top])?;
        let last = colours.len().saturating_sub(1).max(1) as f64;
        for (place, colour) in colours.iter().enumerate() {
            let stop = [JsValue::from(place as f64 / last), colour.as_str().into()];
            call(&gradient, "addColorStop", &stop)?;
        }
        Reflect::set(self.0, &"fillStyle".into(), &gradient).ok()?;
        self.0.fill_rect(frame.left(), frame.top(), frame.width(), frame.height());
        Some(())
    }

    /// A border that fills a bar, or its dashes along the middle.
    fn border(&self, [x, y, wide, high]: [f64; 4], dashes: Option<[f64; 2]>, colour: &str) {
        let Some(dashes) = dashes else {
            self.0.set_fill_style_str(colour);
            return self.0.fill_rect(x, y, wide, high);
        };
        // A dot is a dash without length, round at both ends.
        let dotted = dashes[0] == 0.0;
        let half = wide.min(high) / 2.0;
        let inset = if dotted { half } else { 0.0 };
        let [from, to] = match wide >= high {
            true => [[x + inset, y + half], [x + wide - inset, y + half]],
            false => [[x + half, y + inset], [x + half, y + high - inset]],
        };
        self.0.set_stroke_style_str(colour);
        self.0.set_line_width(2.0 * half);
        self.0.set_line_cap(if dotted { "round" } else { "butt" });
        let dashes: Array = dashes.map(JsValue::from).iter().collect();
        // Fails for no list of numbers.
        let _ = self.0.set_line_dash(&dashes);
        self.0.begin_path();
        self.0.move_to(from[0], from[1]);
        self.0.line_to(to[0], to[1]);
        self.0.stroke();
    }

    /// Word by word, each where the browser has put it.
    fn words(&self, node: &Node, style: &CssStyleDeclaration) -> Option<()> {
        let font =
            ["font-style", "font-weight", "font-size", "font-family"].map(|it| value(style, it));
        self.0.set_font(&font.join(" "));
        self.0.set_fill_style_str(&value(style, "color"));
        self.0.set_text_baseline("bottom");
        let range = call(&document(), "createRange", &[])?;
        for (word, [from, to]) in words(&node.text_content()?) {
            call(&range, "setStart", &[node.into(), from.into()])?;
            call(&range, "setEnd", &[node.into(), to.into()])?;
            let frame: DomRect = call(&range, "getBoundingClientRect", &[])?.unchecked_into();
            self.0.fill_text(word, frame.left(), frame.bottom()).ok()?;
        }
        Some(())
    }

    /// A shape of a drawing, filled and drawn as its style says.
    fn shape(&self, element: &Element, outline: &str, style: &CssStyleDeclaration) -> Option<()> {
        let matrix = call(element, "getScreenCTM", &[])?;
        let part = |name: &str| get(&matrix, name)?.as_f64();
        let area = part("a")? * part("d")? - part("b")? * part("c")?;
        let make = |arguments: &Array| {
            let path = get(&window(), "Path2D")?;
            Reflect::construct(path.dyn_ref::<Function>()?, arguments).ok()
        };
        let path = make(&Array::new())?;
        call(&path, "addPath", &[make(&Array::of1(&outline.into()))?, matrix.clone()])?;
        let fill = value(style, "fill");
        if fill != "none" {
            self.0.set_fill_style_str(&fill);
            call(self.0, "fill", std::slice::from_ref(&path))?;
        }
        let stroke = value(style, "stroke");
        if stroke != "none" {
            let stretched = value(style, "vector-effect") != "non-scaling-stroke";
            let scale = if stretched { area.abs().sqrt() } else { 1.0 };
            let dashes: Array = (value(style, "stroke-dasharray").split([',', ' ']))
                .filter_map(|part| part.trim().trim_end_matches("px").parse::<f64>().ok())
                .map(|dash| JsValue::from(dash * scale))
                .collect();
            self.0.set_stroke_style_str(&stroke);
            self.0.set_line_width(number(&value(style, "stroke-width")) * scale);
            self.0.set_line_cap(&value(style, "stroke-linecap"));
            self.0.set_line_join(&value(style, "stroke-linejoin"));
            self.0.set_line_dash(&dashes).ok()?;
            call(self.0, "stroke", &[path])?;
        }
        Some(())
    }
}

/// A shape of a drawing in the words of a path; nothing for what is none.
fn outline(name: &str, element: &Element) -> Option<String> {
    let at = |name: &str| element.get_attribute(name).map_or(0.0, |value| number(&value));
    match name {
        "path" => element.get_attribute("d"),
        "line" => Some(format!("M{} {}L{} {}", at("x1"), at("y1"), at("x2"), at("y2"))),
        "rect" => {
            let (width, height) = (at("width"), at("height"));
            Some(format!("M{} {}h{width}v{height}h-{width}z", at("x"), at("y")))
        }
        "circle" => {
            let (radius, across) = (at("r"), 2.0 * at("r"));
            let arc = |to: f64| format!("a{radius} {radius} 0 1 0 {to} 0");
            Some(format!("M{} {}{}{}z", at("cx") - radius, at("cy"), arc(across), arc(-across)))
        }
        _ => None,
    }
}

/// The words of a text, and where each begins and ends, as the browser counts.
fn words(text: &str) -> Vec<(&str, [u32; 2])> {
    let (mut words, mut at, mut began) = (Vec::new(), 0, None);
    for (byte, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let space = letter.is_whitespace() && letter != '\u{a0}';
        match began {
            None if !space => began = Some((byte, at)),
            Some((first, from)) if space => {
                words.push((&text[first..byte], [from, at]));
                began = None;
            }
            _ => {}
        }
        at += letter.len_utf16() as u32;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_the_browser_counts() {
        assert_eq!(words(" as it\n is"), [("as", [1, 3]), ("it", [4, 6]), ("is", [8, 10])]);
        assert_eq!(words("\u{1f600} 5\u{a0}%"), [("\u{1f600}", [0, 2]), ("5\u{a0}%", [3, 6])]);
        assert_eq!(words(" "), []);
    }
}
