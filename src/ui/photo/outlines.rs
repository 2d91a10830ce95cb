//! What is drawn on the photo beside the frame: the shade over what no network sees, and the outline
//! of the network that sees another part.

use super::card::slot_name;
use crate::protocol::photo::Slot;
use leptos::prelude::*;

/// Left, top, width, height in shares of the picture.
pub type Rectangle = [f32; 4];

/// All of the picture.
pub const WHOLE: Rectangle = [0.0, 0.0, 1.0, 1.0];

/// Shade and outlines.
#[component]
pub fn Outlines(
    /// What each network sees; the last has the frame.
    seen: Memo<Vec<(Slot, Rectangle)>>,
) -> impl IntoView {
    let all = move || seen.with(|seen| seen.iter().map(|(_, part)| *part).reduce(around));
    let others = move || {
        let mut seen = seen.get();
        seen.pop();
        let outline = |(slot, part)| {
            let net = slot_name(slot);
            view! {
                <div class="crop other" data-net=net data-testid=format!("crop-{net}") aria-hidden="true" style=place(part)></div>
            }
        };
        seen.into_iter().map(outline).collect_view()
    };
    view! {
        <div class="seen" aria-hidden="true" style=move || place(all().unwrap_or(WHOLE))></div>
        {others}
    }
}

/// A rectangle in the style sheet's words.
pub fn place(rectangle: Rectangle) -> String {
    let [left, top, width, height] = rectangle.map(|share| 100.0 * share);
    format!("left: {left:.3}%; top: {top:.3}%; width: {width:.3}%; height: {height:.3}%")
}

/// The smallest rectangle around two.
fn around(a: Rectangle, b: Rectangle) -> Rectangle {
    let (left, top) = (a[0].min(b[0]), a[1].min(b[1]));
    let (right, bottom) = ((a[0] + a[2]).max(b[0] + b[2]), (a[1] + a[3]).max(b[1] + b[3]));
    [left, top, right - left, bottom - top]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_seen_is_shaded() {
        let wide = [0.1, 0.25, 0.5, 0.5];
        assert_eq!(around([0.25, 0.0, 0.25, 0.875], wide), [0.1, 0.0, 0.5, 0.875]);
        assert_eq!(place(wide), "left: 10.000%; top: 25.000%; width: 50.000%; height: 50.000%");
    }
}
