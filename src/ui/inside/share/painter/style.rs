//! What an element's style says of it, as a canvas needs to know it.

use web_sys::{CssStyleDeclaration, DomRect};

/// Whether nothing of an element is to be seen; what only screen readers are told is clipped away.
pub fn is_hidden(frame: &DomRect, style: &CssStyleDeclaration) -> bool {
    value(style, "visibility") != "visible"
        || value(style, "display") == "none"
        || value(style, "clip-path").starts_with("inset(50%")
        || (frame.width() <= 1.0 && frame.height() <= 1.0)
}

/// Dash and gap of a border that begins and ends with a dash, as browsers draw it; nothing for one
/// that is drawn through.
pub fn dashes(kind: &str, wide: f64, length: f64) -> Option<[f64; 2]> {
    let (dash, step, last) = match kind {
        "dashed" => (2.0 * wide, 4.0 * wide, length - 2.0 * wide),
        "dotted" => (0.0, 2.0 * wide, length - wide),
        _ => return None,
    };
    let steps = (last / step).round().max(1.0);
    Some([dash, (last / steps - dash).max(0.0)])
}

/// The colours of a gradient from left to right, in even steps.
pub fn colours(image: &str) -> Option<Vec<String>> {
    let colours = image.strip_prefix("linear-gradient(to right, ")?.split("rgb(").skip(1);
    colours.map(|part| Some(format!("rgb({})", part.split_once(')')?.0))).collect()
}

/// What the style sheet gives an element; empty for what there is not.
pub fn value(style: &CssStyleDeclaration, name: &str) -> String {
    style.get_property_value(name).unwrap_or_default()
}

/// `2.5` of `2.5px`; 0 of what is no number.
pub fn number(text: &str) -> f64 {
    text.trim().trim_end_matches("px").parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read() {
        assert_eq!([number("2.5px"), number(" 7 "), number("none")], [2.5, 7.0, 0.0]);
    }

    #[test]
    fn borders_begin_and_end_with_a_dash() {
        assert_eq!(dashes("dashed", 3.0, 26.0), Some([6.0, 4.0]), "three and two gaps");
        assert_eq!(dashes("dotted", 3.0, 27.0), Some([0.0, 6.0]), "five dots");
        assert_eq!([dashes("solid", 3.0, 26.0), dashes("double", 3.0, 26.0)], [None; 2]);
    }

    #[test]
    fn colours_from_left_to_right_are_read() {
        let image = "linear-gradient(to right, rgb(49, 104, 201), rgb(226, 62, 36))";
        assert_eq!(colours(image).unwrap(), ["rgb(49, 104, 201)", "rgb(226, 62, 36)"]);
        assert_eq!([colours("none"), colours("linear-gradient(rgb(0, 0, 0))")], [None, None]);
    }
}
