//! The largest number of a window or their mean, layer by layer.

use super::{
    place::{Closely, Place},
    switches::Switches,
};
use crate::{
    arch::{Change, Edit, Op, Pooling},
    protocol::look::{Arithmetic, Worked},
    ui::{inside::lab::Lab, words},
};
use leptos::prelude::*;

/// The card.
#[component]
pub fn PoolingCard(
    /// The laboratory.
    lab: Lab,
    /// The rows that pool.
    rows: Vec<String>,
) -> impl IntoView {
    let other = |row: &String| {
        let looked = lab.looked.get_untracked()?;
        let Op::Pool { pooling, .. } = looked.network.rows.get(looked.row(row)?)?.op else {
            return None;
        };
        let (other, words) = match pooling {
            Pooling::Max => (Pooling::Average, "mean"),
            Pooling::Average => (Pooling::Max, "largest"),
        };
        Some((format!("{} by {words}", words::layer(row)), Edit::new(row, Change::Pool(other))))
    };
    let changes = rows.iter().filter_map(other).collect();
    let place = Place::strongest(lab, rows.first().cloned().unwrap_or_default());
    let draw = |work| view! { <Window work /> }.into_any();
    view! {
        <Switches lab changes label="Pooling in the other way" />
        <Closely title="One window" place rows found=place.worked(false) draw />
    }
}

/// The numbers of a window, and what becomes of them.
#[component]
fn Window(work: Worked) -> impl IntoView {
    let [_, across, _] = work.shape;
    let most = work.window.iter().fold(0.0f32, |most, value| most.max(value.abs()));
    let line = |numbers: &[f32]| {
        let cell = |value: &f32| {
            let part = format!("--part:{:.4}", value.abs() / most.max(1e-9));
            view! { <td style=part>{words::value(*value)}</td> }
        };
        view! { <tr>{numbers.iter().map(cell).collect_view()}</tr> }
    };
    let rows = work.window.chunks(across.max(1) as usize).map(line).collect_view();
    view! {
        <div class="pooled">
            <table class="window" data-testid="pool-window">
                <caption class="unseen">"The window"</caption>
                <tbody>{rows}</tbody>
            </table>
            <p data-testid="pooled">{sentence(&work)}</p>
        </div>
    }
}

fn sentence(work: &Worked) -> String {
    let what = match work.arithmetic {
        Arithmetic::Pooled(Pooling::Max) => "The largest",
        Arithmetic::Pooled(Pooling::Average) => "Their mean",
        _ => "What goes on",
    };
    format!("{what}: {}", words::value(work.output))
}
