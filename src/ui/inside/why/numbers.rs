//! A map's numbers as a table, for whoever cannot see or point at it.

use super::told;
use crate::protocol::look::Heat;
use leptos::prelude::*;

/// The table, folded until it is wanted.
#[component]
pub fn Numbers(
    /// The map.
    heat: Memo<Option<Heat>>,
    /// What the numbers are.
    caption: &'static str,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let toggled = move |_| open.update(|open| *open = !*open);
    let table = move || {
        let heat = heat.get().filter(|_| open.get())?;
        let columns = (heat.shape[1] as usize).max(1);
        let head = (1..=columns).map(|column| view! { <th scope="col">{column}</th> });
        let cell = |value: &f32| view! { <td>{told::signed(*value)}</td> };
        let row = |(row, values): (usize, &[f32])| {
            view! { <tr><th scope="row">{row + 1}</th>{values.iter().map(cell).collect_view()}</tr> }
        };
        Some(view! {
            <table class="numbers">
                <caption class="small">{caption}</caption>
                <thead><tr><th scope="col"><span class="unseen">"Row"</span></th>{head.collect_view()}</tr></thead>
                <tbody>{heat.values.chunks(columns).enumerate().map(row).collect_view()}</tbody>
            </table>
        })
    };
    let count = move || match heat.with(|heat| heat.as_ref().map(|heat| heat.values.len())) {
        Some(count) => format!("All {count} numbers, from top to bottom"),
        None => "All numbers".into(),
    };
    view! {
        <details on:toggle=toggled data-testid="numbers">
            <summary>{count}</summary>
            <div class="numbers-frame" role="region" aria-label=caption tabindex="0">{table}</div>
        </details>
    }
}
