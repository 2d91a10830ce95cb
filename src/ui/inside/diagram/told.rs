//! The row that is open, in a line below the drawing.

use super::{Drawn, table::figures};
use crate::ui::words;
use leptos::prelude::*;

/// What the open row computes, gives and costs.
#[component]
pub fn Told(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    let told = move || {
        let row = drawn.open_row()?;
        let (name, shape) = drawn.looked.with_value(|looked| {
            looked.rows.get(row).map(|row| (words::layer(&row.name), words::shape(row.output)))
        })?;
        let figures = words::sentence(&figures(drawn, row..row + 1));
        Some(view! { <b>{name}</b>" "{shape}". "{figures} })
    };
    let nothing =
        move || drawn.lab.row.with(Option::is_none).then_some("Open a layer to see what it saw.");
    view! { <p class="small told" data-testid="told">{told}{nothing}</p> }
}
