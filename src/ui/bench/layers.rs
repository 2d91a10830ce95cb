//! Each layer alone, as a bar of the time it takes.

use super::Timing;
use crate::{
    arch::Cost,
    ui::words::{self, figures},
};
use leptos::prelude::*;

/// One layer of a timing.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Its name in the table.
    pub name: String,
    /// How long it takes, ms.
    pub ms: f64,
    /// Its part of the time of all layers, 0 to 1.
    pub share: f64,
    /// What it has to do at least.
    pub cost: Cost,
    /// The shape of what comes out.
    pub output: [usize; 3],
}

impl Layer {
    /// What it computes a second, in GFLOP; nothing where no operations are counted.
    pub fn gflops(&self) -> Option<f64> {
        self.cost.gflops(self.ms).filter(|rate| *rate > 0.0)
    }
}

/// The layers that do something, in order.
pub fn layers(timing: &Timing) -> Vec<Layer> {
    let costs = timing.network.costs(timing.settings.batch as usize);
    let rows = timing.network.summary().into_iter().zip(costs);
    let whole: f64 = timing.result.layers.iter().map(|(_, ms)| ms).sum();
    timing
        .result
        .layers
        .iter()
        .zip(rows)
        .filter(|(_, (_, cost))| *cost != Cost::default())
        .map(|((name, ms), (row, cost))| Layer {
            name: name.clone(),
            ms: *ms,
            share: ms / whole.max(1e-9),
            cost,
            output: row.output,
        })
        .collect()
}

/// A row a layer: bars as long as the layer takes, the longest as wide as there is room.
#[component]
pub fn LayerTable(
    /// The layers.
    layers: Vec<Layer>,
) -> impl IntoView {
    let longest = layers.iter().map(|layer| layer.share).fold(1e-9, f64::max);
    let row = move |layer: &Layer| {
        let bar = format!("{:.1}%", 100.0 * layer.share / longest);
        view! {
            <tr>
                <th scope="row">{words::layer(&layer.name)}</th>
                <td>{figures(layer.ms)}</td>
                <td class="portion">
                    <span class="part">
                        <span class="meter" aria-hidden="true"><i style:--p=bar></i></span>
                        {words::part(layer.share as f32)}
                    </span>
                </td>
                <td>{layer.gflops().map(figures)}</td>
                <td class="wide">{layer.cost.gigabytes(layer.ms).map(figures)}</td>
                <td class="wide">{words::shape(layer.output)}</td>
            </tr>
        }
    };
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label="Layers">
            <table data-testid="layers">
                <caption class="small">
                    "Each layer alone, launched many times in a row: what it takes, and what it computes and moves meanwhile. The times need not add up to the whole: a device can overlap layers, and weights that have just been used are still in its caches. GB/s counts every number as f32, packed weights too."
                </caption>
                <thead>
                    <tr>
                        <th scope="col">"Layer"</th>
                        <th scope="col">"ms"</th>
                        <th scope="col" class="portion">"Share"</th>
                        <th scope="col">"GFLOP/s"</th>
                        <th scope="col" class="wide">"GB/s"</th>
                        <th scope="col" class="wide">"Output"</th>
                    </tr>
                </thead>
                <tbody>{layers.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
