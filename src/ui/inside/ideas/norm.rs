//! Local response normalisation: off and on, and its neighbourhood at one pixel.

use super::{
    place::{Closely, Place},
    switches::Switches,
};
use crate::{
    arch::{Change, Edit, LocalResponseNorm, Op},
    protocol::look::{Arithmetic, Worked},
    ui::{inside::lab::Lab, words},
};
use leptos::prelude::*;

/// The card.
#[component]
pub fn NormCard(
    /// The laboratory.
    lab: Lab,
    /// The rows that normalise.
    rows: Vec<String>,
) -> impl IntoView {
    let off = |row: &String| (format!("{row} off"), Edit::new(row, Change::Off));
    let changes = rows.iter().map(off).collect();
    let place = Place::strongest(lab, rows.first().cloned().unwrap_or_default());
    let options = Memo::new(move |_| {
        lab.looked.with(|looked| {
            let looked = looked.as_ref()?;
            match looked.network.rows.get(looked.row(&place.row.get())?)?.op {
                Op::LocalResponseNorm(options) => Some(options),
                _ => None,
            }
        })
    });
    let draw = move |work| match options.get() {
        Some(options) => view! { <Neighbours work options /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <Switches lab changes label="Normalisation off" />
        <Closely title="Its neighbourhood at one pixel" place rows found=place.worked(true) draw />
    }
}

/// The maps around one, before, and the one after.
#[component]
fn Neighbours(work: Worked, options: LocalResponseNorm) -> impl IntoView {
    let [y, x, channel] = work.place;
    let most = work.window.iter().fold(1e-9f32, |most, value| most.max(value.abs()));
    let numbers = || (work.first..).zip(work.window.iter().copied());
    let head = |(map, _): (u32, f32)| {
        view! { <th scope="col" class:middle=map == channel>{map + 1}</th> }
    };
    let bar = |value: f32, class: &'static str| {
        let height = format!("--part:{:.4}", (value.abs() / most).min(1.0));
        view! { <i class=class style=height aria-hidden="true"></i><span>{words::value(value)}</span> }
    };
    let before = |(map, value): (u32, f32)| {
        view! { <td class:middle=map == channel>{bar(value, "before")}</td> }
    };
    let after = |(map, _): (u32, f32)| match map == channel {
        true => view! { <td class="middle">{bar(work.output, "after")}</td> }.into_any(),
        false => view! { <td></td> }.into_any(),
    };
    let caption = format!(
        "Map {} and those beside it, at row {}, column {}; {} count at most",
        channel + 1,
        y + 1,
        x + 1,
        options.size
    );
    view! {
        <table class="neighbours" data-testid="neighbours">
            <caption class="small">{caption}</caption>
            <thead><tr><th scope="row">"Map"</th>{numbers().map(head).collect_view()}</tr></thead>
            <tbody>
                <tr><th scope="row">"before"</th>{numbers().map(before).collect_view()}</tr>
                <tr><th scope="row">"after"</th>{numbers().map(after).collect_view()}</tr>
            </tbody>
        </table>
        <p class="formula" data-testid="norm-arithmetic">{arithmetic(&work, &options)}</p>
    }
}

/// The division, with its numbers.
fn arithmetic(work: &Worked, options: &LocalResponseNorm) -> String {
    let LocalResponseNorm { alpha, beta, k, .. } = options;
    let middle = work.place[2].checked_sub(work.first).map(|index| index as usize);
    let value = middle.and_then(|index| work.window.get(index)).copied().unwrap_or_default();
    match &work.arithmetic {
        Arithmetic::Normalised { squares, divisor } => format!(
            "{value:.4} / ({k} + {alpha} \u{d7} {squares:.1})^{beta} = {value:.4} / {divisor:.4} = {:.4}",
            work.output
        ),
        _ => format!("{value:.4} is handed on."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Area, Span};

    #[test]
    fn the_division_is_written_out() {
        let area = Area { rows: Span::new(0, 1), columns: Span::new(0, 1) };
        let work = Worked {
            row: "norm1".into(),
            place: [0, 0, 3],
            area,
            field: area,
            shape: [1, 1, 5],
            first: 1,
            window: vec![1.0, 2.0, 20.0, 0.0, 3.0],
            arithmetic: Arithmetic::Normalised { squares: 414.0, divisor: 1.7075 },
            sum: 11.713,
            output: 11.713,
        };
        let options = LocalResponseNorm { size: 5, alpha: 1e-4, beta: 0.75, k: 2.0 };
        assert_eq!(
            arithmetic(&work, &options),
            "20.0000 / (2 + 0.0001 \u{d7} 414.0)^0.75 = 20.0000 / 1.7075 = 11.7130"
        );
        let same = Worked { arithmetic: Arithmetic::Same, ..work };
        assert_eq!(arithmetic(&same, &options), "20.0000 is handed on.");
    }
}
