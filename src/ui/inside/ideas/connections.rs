//! C3's connection table, as the paper prints it, and what it saves.

use crate::{
    arch::{Connections, Network, Op},
    ui::{inside::layer::COUNTED, words},
};
use leptos::prelude::*;
use std::sync::Arc;

/// The table of the first row that has one.
fn table(network: &Network) -> Option<(usize, Connections)> {
    let rows = network.rows.iter().enumerate();
    rows.filter_map(|(index, row)| match &row.op {
        Op::Conv2d { connections: Some(table), .. } => Some((index, *table)),
        _ => None,
    })
    .next()
}

/// What the table saves, against every map seeing all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Saving {
    /// Connections of maps, with the table and without.
    connections: [usize; 2],
    /// The row's trained numbers.
    parameters: [usize; 2],
    /// The row's multiply-adds.
    macs: [u64; 2],
    /// The whole network's trained numbers.
    whole: [usize; 2],
}

impl Saving {
    fn of(network: &Network) -> Option<Self> {
        let (row, table) = table(network)?;
        let mut full = network.clone();
        if let Op::Conv2d { connections, .. } = &mut full.rows.get_mut(row)?.op {
            *connections = None;
        }
        let both = [network, &full];
        let summaries = both.map(|network| network.summary().into_iter().nth(row));
        let [Some(sparse), Some(dense)] = summaries else { return None };
        Some(Self {
            connections: [
                table.iter().map(|inputs| inputs.len()).sum(),
                table.len() * sparse.input[2],
            ],
            parameters: [sparse.parameters, dense.parameters],
            macs: [sparse.macs, dense.macs],
            whole: both.map(Network::parameters),
        })
    }
}

/// The table and its sentence.
#[component]
pub fn ConnectionTable(
    /// The network's table.
    network: Arc<Network>,
) -> impl IntoView {
    let (Some((row, table)), Some(saving)) = (table(&network), Saving::of(&network)) else {
        return ().into_any();
    };
    let inputs = network.summary().get(row).map_or(0, |row| row.input[2]);
    let line = move |input: usize| {
        let cell = move |(output, seen): (usize, &&[usize])| {
            let sees = seen.contains(&input);
            let words = if sees { "sees it" } else { "does not" };
            view! { <td class:linked=sees data-sees=sees.to_string() title=format!("C3 map {output}")><span class="unseen">{words}</span></td> }
        };
        view! { <tr><th scope="row">{input}</th>{table.iter().enumerate().map(cell).collect_view()}</tr> }
    };
    let heads = (0..table.len()).map(|output| view! { <th scope="col">{output}</th> });
    let [few, all] = saving.connections;
    let [parameters, more] = saving.parameters.map(words::thousands);
    let [macs, sums] = saving.macs.map(words::thousands);
    let [whole, larger] = saving.whole.map(words::thousands);
    view! {
        <div class="connections" data-figure="">
            <table data-testid="connections">
                <caption class="small">"Across: maps of C3. Down: maps of S2; both "{COUNTED}". A square: it sees it."</caption>
                <thead><tr><td></td>{heads.collect_view()}</tr></thead>
                <tbody>{(0..inputs).map(line).collect_view()}</tbody>
            </table>
            <p class="small" data-testid="connections-saving">
                {format!("{few} of {all} connections: C3 has {parameters} trained numbers instead of {more}, \
                    and {macs} multiply-adds instead of {sums}. The whole network has {whole}; with full \
                    connections it would have {larger}.")}
            </p>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::lenet5;

    #[test]
    fn what_the_paper_saved() {
        let saving = Saving::of(&lenet5::paper()).expect("a table");
        assert_eq!(saving.connections, [60, 96]);
        assert_eq!(
            saving.parameters,
            [1_516, 2_416],
            "the paper's count, and 96 kernels of 25 and 16"
        );
        assert_eq!(saving.macs, [150_000, 240_000]);
        assert_eq!(saving.whole, [60_000, 60_900]);
        assert_eq!(Saving::of(&lenet5::modern()), None);
    }
}
