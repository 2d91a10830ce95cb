//! The network's input, and what tools say about its places: fields that light up, a map over it, and
//! back, the place that is pointed at.

use super::{colours::heat_colours, lab::Lab, looked::Shown};
use crate::{arch::Area, protocol::look::Heat, ui::dom};
use leptos::{html::Canvas, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, PointerEvent};

/// Pixels along the side of what is shown of a photo.
const FINE: u32 = 448;

/// The input with everything that lies over it.
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
        let side = lab.looked.with(|looked| looked.as_ref().map(|looked| looked.side()));
        if let (Some(over), Some(side)) = (over.get(), side) {
            lab.heat.with(|heat| match heat {
                Some(heat) => dom::fill(&over, side, &heat_pixels(heat, side)),
                None => dom::wipe(&over),
            });
        }
    });
    let side = move || lab.looked.with(|looked| looked.as_ref().map_or(1, |looked| looked.side()));
    let point = move |event: PointerEvent| {
        let Some(canvas) = canvas.get_untracked() else { return };
        let frame = canvas.get_bounding_client_rect();
        let [x, y] = dom::pointer(&event);
        let side = untrack(side);
        let place = |at: f64, start: f64, length: f64| {
            (((at - start) / length.max(1.0) * side as f64).max(0.0) as usize).min(side - 1)
        };
        lab.pointed.set(Some([
            place(y, frame.top(), frame.height()),
            place(x, frame.left(), frame.width()),
        ]));
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
            on:pointerleave=move |_| lab.pointed.set(None)
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
    }
}

/// The part that the network sees, on a canvas.
fn paint(canvas: &HtmlCanvasElement, shown: &Shown, side: u32) {
    let Shown { preview, part } = shown;
    let fine = if side < 100 { side } else { FINE };
    let whole = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok());
    let Some(whole) = whole else { return };
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

/// A rectangle of the input in the style sheet's words.
fn place(area: Area, side: f64) -> String {
    let percent = |at: usize| 100.0 * at as f64 / side;
    format!(
        "left: {:.3}%; top: {:.3}%; width: {:.3}%; height: {:.3}%",
        percent(area.columns.start),
        percent(area.rows.start),
        percent(area.columns.len()),
        percent(area.rows.len()),
    )
}

/// A map over the input, `[side, side, 4]`: each place has the colour of the mean of the values whose
/// areas hold it; nothing where there is none.
fn heat_pixels(heat: &Heat, side: usize) -> Vec<u8> {
    let mut sums = vec![(0.0_f32, 0_u32); side * side];
    for (value, area) in heat.values.iter().zip(&heat.areas) {
        for row in area.rows.start..area.rows.end.min(side) {
            for (sum, count) in &mut sums
                [row * side + area.columns.start.min(side)..row * side + area.columns.end.min(side)]
            {
                *sum += value;
                *count += 1;
            }
        }
    }
    let means: Vec<Option<f32>> =
        sums.iter().map(|&(sum, count)| (count > 0).then(|| sum / count as f32)).collect();
    let most = means.iter().flatten().fold(0.0_f32, |most, value| most.max(value.abs()));
    let colours = heat_colours();
    let colour = |mean: &Option<f32>| match mean {
        Some(mean) => {
            let [red, green, blue] =
                colours[(127.5 + 127.5 * mean / most.max(1e-12)).round() as usize];
            [red, green, blue, 255]
        }
        None => [0; 4],
    };
    means.iter().flat_map(colour).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Span;

    #[test]
    fn places_have_the_mean_of_the_areas_that_hold_them() {
        let area = |start, end| Area { rows: Span::new(0, 2), columns: Span::new(start, end) };
        let heat = Heat {
            class: 0,
            shape: [1, 2],
            values: vec![1.0, -1.0],
            areas: vec![area(0, 2), area(1, 3)],
            rest: 0.0,
            logit: 0.0,
        };
        let pixels = heat_pixels(&heat, 4);
        let colours = heat_colours();
        let pixel = |x: usize| [pixels[4 * x], pixels[4 * x + 1], pixels[4 * x + 2]];
        assert_eq!((pixel(0), pixel(2)), (colours[255], colours[0]));
        assert_eq!(pixel(1), colours[128], "the mean of both");
        assert_eq!(pixels[15], 0, "nothing says anything about the last column");
        assert_eq!(pixels[4 * 8 + 3], 0, "nor about the third row");
    }

    #[test]
    fn rectangles_are_shares_of_the_side() {
        let area = Area { rows: Span::new(8, 16), columns: Span::new(0, 32) };
        assert_eq!(
            place(area, 32.0),
            "left: 0.000%; top: 25.000%; width: 100.000%; height: 25.000%"
        );
    }
}
