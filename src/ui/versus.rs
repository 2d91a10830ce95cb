//! Networks in figures, side by side.

use leptos::prelude::*;

/// A line of the table.
pub struct Line {
    /// In tests: `macs` for the cells `macs-alexnet` and `macs-resnet`.
    pub name: String,
    /// What is compared.
    pub heading: Signal<String>,
    /// What each network has of it; nothing while that is not known. One a column.
    pub cells: Vec<Signal<Option<String>>>,
}

impl Line {
    /// A line whose heading does not change.
    pub fn new(name: &str, heading: &str, cells: Vec<Signal<Option<String>>>) -> Self {
        let heading = heading.to_owned();
        Self { name: name.into(), heading: Signal::derive(move || heading.clone()), cells }
    }
}

/// The table.
#[component]
pub fn Versus(
    /// Says what stands side by side.
    #[prop(into)]
    caption: Signal<String>,
    /// For each network its name in tests, and its name for people.
    columns: Vec<(&'static str, Signal<String>)>,
    /// What is compared.
    lines: Vec<Line>,
) -> impl IntoView {
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    let heads = columns.into_iter().map(|(_, title)| view! { <th scope="col">{title}</th> });
    let heads = heads.collect_view();
    let line = |Line { name, heading, cells }: Line| {
        let cell = |(column, text): (&&'static str, Signal<Option<String>>)| {
            let text = move || text.get().unwrap_or_else(|| "\u{2013}".into());
            view! { <td data-testid=format!("{name}-{column}")>{text}</td> }
        };
        let cells = names.iter().zip(cells).map(cell).collect_view();
        view! { <tr><th scope="row">{heading}</th>{cells}</tr> }
    };
    view! {
        <table data-testid="versus">
            <caption class="unseen">{caption}</caption>
            <thead><tr><td class="small">{caption}</td>{heads}</tr></thead>
            <tbody>{lines.into_iter().map(line).collect_view()}</tbody>
        </table>
    }
}
