//! A glyph as SVG.

use super::glyph::{Glyph, HEIGHT};
use leptos::prelude::*;

/// The drawing of a glyph; words beside it say what it shows.
#[component]
pub fn Picture(
    /// The glyph.
    glyph: Glyph,
) -> impl IntoView {
    let Glyph { width, shapes } = glyph;
    let shape = |(class, path): (&'static str, String)| view! { <path class=class d=path /> };
    view! {
        <svg
            class="glyph"
            viewBox=format!("0 0 {width:.1} {HEIGHT}")
            style=format!("--wide: {:.3}", width / HEIGHT)
            aria-hidden="true"
        >
            {shapes.into_iter().map(shape).collect_view()}
        </svg>
    }
}
