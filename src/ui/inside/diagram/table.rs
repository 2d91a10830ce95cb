//! Rows as a table: what each computes, gives and costs. It says in words what the drawing shows.

use super::{super::what::what, Drawn, strip::Bar, strip::Mark};
use crate::ui::words;
use leptos::prelude::*;
use std::ops::Range;

/// What some rows compute, give and cost, in a sentence: of one row with what it does.
pub fn figures(drawn: Drawn, rows: Range<usize>) -> String {
    drawn.looked.with_value(|looked| {
        let Some(summaries) = looked.rows.get(rows.clone()).filter(|rows| !rows.is_empty()) else {
            return String::new();
        };
        let parameters = summaries.iter().map(|row| row.parameters).sum::<usize>();
        let macs = summaries.iter().map(|row| row.macs).sum::<u64>();
        let does = match summaries.len() {
            1 => looked.network.rows.get(rows.start).map(what),
            _ => None,
        };
        let (share, noun) =
            drawn.shares.with(|shares| (shares.of(rows.clone()) as f32, shares.noun()));
        let share = match share {
            share if share > 0.0 => format!(", {} of the {noun}", words::part(share)),
            _ => String::new(),
        };
        let parameters = match parameters {
            0 => "nothing to train".into(),
            count => format!("{} parameters", words::millions(count as u64)),
        };
        let macs = match macs {
            0 => String::new(),
            count => format!(", {} multiply-adds", words::millions(count)),
        };
        let costs = format!("{parameters}{macs}{share}");
        match does {
            Some(does) => format!("{does}. {}", words::sentence(&costs)),
            None => costs,
        }
    })
}

/// Some rows.
#[component]
pub fn Rows(
    /// The drawing.
    drawn: Drawn,
    /// Their indices.
    rows: Range<usize>,
    /// What they are together.
    label: String,
) -> impl IntoView {
    let lines = rows.map(|row| view! { <Line drawn row /> }).collect_view();
    let noun = move || format!("Share of {}", drawn.shares.with(|shares| shares.noun()));
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=label.clone()>
            <table class="rows">
                <caption class="unseen">{label.clone()}</caption>
                <thead>
                    <tr>
                        <th scope="col">"Layer"</th>
                        <th scope="col">"What it does"</th>
                        <th scope="col">"Output"</th>
                        <th scope="col" class="number">"Parameters"</th>
                        <th scope="col" class="number">"Multiply-adds"</th>
                        <th scope="col">{noun}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(drawn: Drawn, row: usize) -> impl IntoView {
    let lab = drawn.lab;
    let (summary, does) = drawn.looked.with_value(|looked| {
        let does = looked.network.rows.get(row).map(what).unwrap_or_default();
        (looked.rows.get(row).cloned(), does)
    });
    let summary = summary?;
    let count = |number: u64| match number {
        0 => "\u{2013}".to_owned(),
        number => words::thousands(number),
    };
    let (name, click) = (summary.name.clone(), summary.name.clone());
    let open = move || drawn.open_row() == Some(row);
    let share = move || {
        let share = drawn.shares.with(|shares| shares.of(row..row + 1));
        if share > 0.0 { words::part(share as f32) } else { "\u{2013}".into() }
    };
    Some(view! {
        <tr class:open=open>
            <th scope="row">
                <button
                    type="button"
                    class="row-name"
                    data-testid=format!("row-{name}")
                    aria-pressed=move || open().to_string()
                    on:click=move |_| lab.open(&click)
                >
                    {words::layer(&name)}
                </button>
                <Mark drawn rows=row..row + 1 />
            </th>
            <td>{does}</td>
            <td>{words::shape(summary.output)}</td>
            <td class="number">{count(summary.parameters as u64)}</td>
            <td class="number">{count(summary.macs)}</td>
            <td class="shared"><Bar drawn rows=row..row + 1 /><span>{share}</span></td>
        </tr>
    })
}

/// The whole table, for whoever wants to read it; made when it is opened first.
#[component]
pub fn AllRows(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    let count = drawn.looked.with_value(|looked| looked.rows.len());
    let wanted = RwSignal::new(false);
    let table = move || {
        wanted
            .get()
            .then(|| view! { <Rows drawn rows=0..count label="All rows of the network".into() /> })
    };
    view! {
        <details on:toggle=move |_| wanted.set(true)>
            <summary data-testid="all-rows">{format!("All {count} rows as a table")}</summary>
            {table}
        </details>
    }
}
