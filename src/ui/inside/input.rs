//! The network's input, and what tools say about its places: fields that light up, a map over it, and
//! back, the place that is pointed at.

use super::{heat::Words, lab::Lab, looked::Shown};
use crate::{arch::Area, ui::dom};
use leptos::{html::Canvas, prelude::*};
use web_sys::{HtmlCanvasElement, PointerEvent};

/// Pixels along the side of what is shown of a photo.
const FINE: u32 = 448;

/// The input with everything that lies over it, and below it the number of a map where it is pointed at.
#[component]
pub fn InputView(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let over = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let side = lab.looked.with(|looked| looked.as_ref().map(|looked| looked.side()));
        if let (Some(canvas), Some(side)) = (canvas.get(), side) {
            lab.shown.with(|shown| match shown {
                Some(shown) => paint(&canvas, shown, side as u32),
                None => dom::wipe(&canvas),
            });
        }
    });
    Effect::new(move |_| {
        let Some(over) = over.get() else { return };
        let colours = lab.colours.get();
        lab.laid.with(|laid| match laid {
            Some(laid) => dom::fill(&over, laid.side, &laid.pixels(lab.scale.get(), &colours)),
            None => dom::wipe(&over),
        });
    });
    let side = move || lab.looked.with(|looked| looked.as_ref().map_or(1, |looked| looked.side()));
    let point = move |event: PointerEvent| {
        if let Some(canvas) = canvas.get_untracked() {
            lab.pointed.set(Some(dom::cell(&canvas, &event, [untrack(side); 2])));
        }
    };
    let gone = move |event: PointerEvent| {
        if dom::is_gone(&event) {
            lab.pointed.set(None);
        }
    };
    let fields = move || {
        let side = side() as f64;
        let field = |area: Area| view! { <i class="lit" style=place(area, side)></i> };
        lab.lit.get().into_iter().map(field).collect_view()
    };
    let pixelated = move || side() < 100;
    view! {
        <div
            class="looked-at"
            class:pixelated=pixelated
            data-testid="inside-input"
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=gone
            on:pointercancel=move |_| lab.pointed.set(None)
        >
            <canvas node_ref=canvas role="img" aria-label="What the network looks at"></canvas>
            <canvas
                node_ref=over
                class="over"
                aria-hidden="true"
                style:opacity=move || lab.opacity.get().to_string()
            ></canvas>
            {fields}
        </div>
        {move || lab.read.get().map(|words| view! { <Here lab words /> })}
    }
}

/// The number under the pointer, beside the picture: what the map shows is read there.
#[component]
fn Here(lab: Lab, words: Words) -> impl IntoView {
    let value = Memo::new(move |_| {
        let place = lab.pointed.get()?;
        lab.laid.with(|laid| laid.as_ref()?.at(place))
    });
    let here = move || match (value.get(), lab.laid.with(Option::is_some)) {
        (Some(value), _) => words(value),
        (None, true) if dom::is_touched() => "Tap the picture to read a place.".into(),
        (None, true) => "Point at the picture to read a place.".into(),
        (None, false) => "There is no map yet.".into(),
    };
    view! { <p class="small heat-here" data-testid="here">{here}</p> }
}

/// The part that the network sees, on a canvas.
fn paint(canvas: &HtmlCanvasElement, shown: &Shown, side: u32) {
    let Shown { preview, part } = shown;
    let fine = if side < 100 { side } else { FINE };
    let Some(whole) = dom::canvas() else { return };
    dom::fill(&whole, preview.width, &preview.pixels);
    canvas.set_width(fine);
    canvas.set_height(fine);
    let Some(context) = dom::context(canvas) else { return };
    let size = [preview.width as f64, preview.height() as f64];
    let [left, top, width, height] = part.map(f64::from);
    let fine = f64::from(fine);
    // Fails only for pictures without an area.
    let _ = context.draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        &whole,
        left * size[0],
        top * size[1],
        width * size[0],
        height * size[1],
        0.0,
        0.0,
        fine,
        fine,
    );
}

/// A rectangle of a map with so many rows and columns, in the style sheet's words.
pub fn place(area: Area, side: f64) -> String {
    let percent = |at: usize| 100.0 * at as f64 / side;
    format!(
        "left: {:.3}%; top: {:.3}%; width: {:.3}%; height: {:.3}%",
        percent(area.columns.start),
        percent(area.rows.start),
        percent(area.columns.len()),
        percent(area.rows.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Span;

    #[test]
    fn rectangles_are_shares_of_the_side() {
        let area = Area { rows: Span::new(8, 16), columns: Span::new(0, 32) };
        assert_eq!(
            place(area, 32.0),
            "left: 0.000%; top: 25.000%; width: 100.000%; height: 25.000%"
        );
    }
}
