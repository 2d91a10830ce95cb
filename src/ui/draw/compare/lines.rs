//! What is compared of the two forms.

use super::pair::{Pair, outputs};
use crate::{
    arch::{Activation, Network, Op, Pooling},
    protocol::Statistics,
    ui::{engine::Engine, versus::Line, words},
};
use leptos::prelude::*;

/// Answers, times and sizes, and what differs in the tables.
pub fn lines(tables: &[Network], pair: RwSignal<Option<Pair>>, engine: Engine) -> Vec<Line> {
    let known = |name: &str, heading: &str, of: fn(&Network) -> String| {
        let cell = |network: &Network| {
            let text = of(network);
            Signal::derive(move || Some(text.clone()))
        };
        Line::new(name, heading, tables.iter().map(cell).collect())
    };
    let time = measured("time", "", pair, |pair, form| {
        let statistics = Statistics::of(&pair.results.get(form)?.times)?;
        Some(words::milliseconds(statistics.median))
    });
    let on = Signal::derive(move || {
        let of_pair = pair.with(|pair| pair.as_ref().map(|pair| pair.device));
        let device = of_pair.unwrap_or_else(|| engine.device_kind());
        format!("Time on the {device}, without maps")
    });
    vec![
        measured("said", "Answer, of ten digits", pair, |pair, form| pair.ranked(form, 0)),
        measured("second", "Then", pair, |pair, form| pair.ranked(form, 1)),
        Line { heading: on, ..time },
        known("macs", "Multiply-adds", |it| words::thousands(it.macs())),
        known("parameters", "Parameters", |it| words::thousands(it.parameters())),
        known("bytes", "Trained weights", |it| words::bytes(4 * it.parameters() as u64)),
        known("outputs", "All layers\u{2019} outputs", |it| words::bytes(4 * outputs(it) as u64)),
        known("activation", "After a sum", activation),
        known("halving", "Halves maps by", halving),
        known("c3", "A map of C3 sees", seen),
        known("output", "Output", output),
    ]
}

/// The time of each layer alone.
pub fn layers(tables: &[Network], pair: RwSignal<Option<Pair>>) -> Vec<Line> {
    let rows = tables.first().map(|network| network.rows.as_slice()).unwrap_or_default();
    let line = |name: String| {
        let cell = |form: usize| -> Signal<Option<String>> {
            let name = name.clone();
            let ms = move || pair.with(|pair| pair.as_ref()?.layer_ms(form, &name));
            Signal::derive(move || ms().map(words::milliseconds))
        };
        Line::new(&format!("ms-{name}"), &words::layer(&name), vec![cell(0), cell(1)])
    };
    rows.iter().map(|row| line(row.name.clone())).collect()
}

fn measured(
    name: &str,
    heading: &str,
    pair: RwSignal<Option<Pair>>,
    of: fn(&Pair, usize) -> Option<String>,
) -> Line {
    let cell = |form: usize| -> Signal<Option<String>> {
        Signal::derive(move || pair.with(|pair| of(pair.as_ref()?, form)))
    };
    Line::new(name, heading, vec![cell(0), cell(1)])
}

fn activation(network: &Network) -> String {
    let first = network.rows.first().map(|row| row.activation).unwrap_or_default();
    match first {
        Activation::Identity => "nothing",
        Activation::Relu => "rectifier (ReLU)",
        Activation::Tanh | Activation::ScaledTanh => "hyperbolic tangent",
    }
    .into()
}

fn halving(network: &Network) -> String {
    let of = |op: &Op| match op {
        Op::Pool { pooling: Pooling::Max, .. } => Some("the largest of four"),
        Op::Pool { pooling: Pooling::Average, .. } => Some("the mean of four"),
        Op::Subsample { .. } => Some("the sum of four, weighted and shifted"),
        _ => None,
    };
    network.rows.iter().find_map(|row| of(&row.op)).unwrap_or_default().into()
}

fn seen(network: &Network) -> String {
    let c3 = network.rows.iter().find(|row| row.name == "c3").map(|row| &row.op);
    let inputs = network.summary().iter().find(|row| row.name == "c3").map_or(0, |it| it.input[2]);
    match c3 {
        Some(Op::Conv2d { connections: Some(table), .. }) => {
            let few = table.iter().map(|inputs| inputs.len()).min().unwrap_or_default();
            format!("{few} to {inputs} maps of S2")
        }
        _ => format!("all {inputs} maps of S2"),
    }
}

fn output(network: &Network) -> String {
    match network.rows.last().map(|row| &row.op) {
        Some(Op::Rbf { .. }) => "distance to ten drawn pictures".into(),
        _ => "ten weighted sums".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    #[test]
    fn what_differs_is_told() {
        let told = |network: &Network| {
            [activation, halving, seen, output].map(|of: fn(&Network) -> String| of(network))
        };
        assert_eq!(
            told(&lenet5::modern()),
            ["rectifier (ReLU)", "the largest of four", "all 6 maps of S2", "ten weighted sums"]
        );
        assert_eq!(
            told(&lenet5::paper()),
            [
                "hyperbolic tangent",
                "the sum of four, weighted and shifted",
                "3 to 6 maps of S2",
                "distance to ten drawn pictures"
            ]
        );
    }
}
