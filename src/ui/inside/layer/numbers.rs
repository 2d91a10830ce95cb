//! A few numbers as a grid: the window, the kernel, their products.

use super::sums::places;
use crate::ui::{dom, words};
use leptos::{html::Canvas, prelude::*};

/// The widest grid whose numbers are written out; wider ones are pictures.
const WIDEST: usize = 7;

/// Numbers in rows and columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// What they are: `S2, map 4`.
    pub title: String,
    /// `[rows, columns]`.
    pub values: Vec<f32>,
    /// Numbers side by side.
    pub columns: usize,
    /// Which are padding; none where this is empty.
    pub padding: Vec<bool>,
    /// One that stands out.
    pub mark: Option<usize>,
}

impl Numbers {
    fn largest(&self) -> f32 {
        self.values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
    }

    /// As many decimals as there is room for.
    fn places(&self) -> usize {
        places(self.largest()).saturating_sub(1)
    }
}

/// The grid.
#[component]
pub fn NumberGrid(
    /// The numbers.
    numbers: Numbers,
    /// In tests.
    name: &'static str,
) -> impl IntoView {
    match numbers.columns {
        0 => ().into_any(),
        1..=WIDEST => view! { <Written numbers name /> }.into_any(),
        _ => view! { <Pictured numbers name /> }.into_any(),
    }
}

#[component]
fn Written(numbers: Numbers, name: &'static str) -> impl IntoView {
    let (largest, places) = (numbers.largest().max(1e-12), numbers.places());
    let cell = |(place, value): (usize, &f32)| {
        let padding = numbers.padding.get(place).copied().unwrap_or(false);
        let text = words::decimals((*value).into(), places);
        let share = format!("{:.0}%", 100.0 * value.abs() / largest);
        view! {
            <td
                class:minus=*value < 0.0
                class:padding=padding
                class:mark=numbers.mark == Some(place)
                title=padding.then_some("Padding: nothing is here")
                style:--share=share
            >
                {text}
            </td>
        }
    };
    let cells: Vec<_> = numbers.values.iter().enumerate().map(cell).collect();
    let mut cells = cells.into_iter();
    let rows = numbers.values.len().div_ceil(numbers.columns);
    let rows: Vec<_> = (0..rows)
        .map(|_| {
            let row: Vec<_> = cells.by_ref().take(numbers.columns).collect();
            view! { <tr>{row}</tr> }
        })
        .collect();
    view! {
        <table class="saw-numbers" data-testid=name>
            <caption>{numbers.title.clone()}</caption>
            <tbody>{rows}</tbody>
        </table>
    }
}

#[component]
fn Pictured(numbers: Numbers, name: &'static str) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let largest = numbers.largest();
    let range = numbers
        .values
        .iter()
        .fold([f32::MAX, f32::MIN], |[least, most], value| [least.min(*value), most.max(*value)]);
    let [least, most] = range.map(words::value);
    let rows = numbers.values.len() / numbers.columns;
    let columns = numbers.columns;
    let label = format!("{}, {rows} by {columns} numbers from {least} to {most}", numbers.title);
    let scale = words::decimals(largest.into(), places(largest));
    let title = numbers.title.clone();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let grey = |value: &f32| {
            let grey = (128.0 + 127.0 * value / largest.max(1e-12)).round() as u8;
            [grey, grey, grey, 255]
        };
        dom::fill(&canvas, columns, &numbers.values.iter().flat_map(grey).collect::<Vec<_>>());
    });
    view! {
        <figure class="saw-pictured" data-testid=name>
            <figcaption>{title}</figcaption>
            <canvas node_ref=canvas role="img" aria-label=label></canvas>
            <p class="small">"grey 0, white "{scale.clone()}", black \u{2212}"{scale}</p>
        </figure>
    }
}
