//! A picture whose pixels are chosen by pointer or by arrow keys.

use crate::ui::dom;
use leptos::{html::Canvas, prelude::*};
use web_sys::{KeyboardEvent, PointerEvent};

/// How a pixel was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The pointer went over it.
    Hover,
    /// It was pressed.
    Press,
    /// The pointer went over it while pressed.
    Drag,
    /// By an arrow key.
    Keys,
}

/// The picture. What draws on its canvas is somebody else.
#[component]
pub fn Pad(
    /// Its canvas.
    canvas: NodeRef<Canvas>,
    /// Rows and columns of pixels.
    #[prop(into)]
    size: Signal<[usize; 2]>,
    /// The chosen pixel: row and column.
    #[prop(into)]
    place: Signal<Option<[usize; 2]>>,
    /// Takes another pixel.
    go: Callback<([usize; 2], By)>,
    /// What it is, for a screen reader; not where the chosen pixel is: a name that changes is said by itself.
    #[prop(into)]
    label: Signal<String>,
    /// The id of what says how it is used.
    help: &'static str,
    /// In tests.
    name: &'static str,
    /// What lies over it.
    children: Children,
) -> impl IntoView {
    let point = move |event: PointerEvent, by: By| {
        if let Some(canvas) = canvas.get_untracked() {
            go.run((dom::cell(&canvas, &event, size.get_untracked()), by));
        }
    };
    let moves = move |event: PointerEvent| {
        let by = if event.buttons() & 1 == 1 { By::Drag } else { By::Hover };
        point(event, by);
    };
    let key = move |event: KeyboardEvent| {
        if dom::is_shortcut(&event) {
            return;
        }
        let at = place.get_untracked().unwrap_or_default();
        if let Some(next) = moved(at, &event.key(), size.get_untracked()) {
            event.prevent_default();
            go.run((next, By::Keys));
        }
    };
    view! {
        <div
            class="pad"
            role="application"
            tabindex="0"
            aria-label=label
            aria-describedby=help
            data-testid=name
            on:pointermove=moves
            on:pointerdown=move |event| point(event, By::Press)
            on:keydown=key
        >
            <canvas node_ref=canvas aria-hidden="true"></canvas>
            {children()}
        </div>
    }
}

/// The next pixel in the direction of an arrow key, the first or last of the row for Home and End;
/// nothing for other keys. The edge holds.
fn moved([row, column]: [usize; 2], key: &str, [rows, columns]: [usize; 2]) -> Option<[usize; 2]> {
    let [bottom, right] = [rows, columns].map(|count| count.saturating_sub(1));
    Some(match key {
        "ArrowLeft" => [row, column.saturating_sub(1)],
        "ArrowRight" => [row, (column + 1).min(right)],
        "ArrowUp" => [row.saturating_sub(1), column],
        "ArrowDown" => [(row + 1).min(bottom), column],
        "Home" => [row, 0],
        "End" => [row, right],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn arrows_stay_on_the_picture() {
        let from = |at, key| moved(at, key, [2, 3]);
        assert_eq!(from([0, 0], "ArrowLeft"), Some([0, 0]));
        assert_eq!(from([0, 2], "ArrowRight"), Some([0, 2]));
        assert_eq!(from([0, 1], "ArrowDown"), Some([1, 1]));
        assert_eq!(from([1, 1], "End"), Some([1, 2]));
        assert_eq!(from([1, 1], "Enter"), None);
    }
}
