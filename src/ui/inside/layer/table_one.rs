//! Which maps see which, where a row's table says so: Table I of the 1998 paper.

use super::{desk::Desk, open::Open};
use crate::{
    arch::{Connections, Op},
    ui::words,
};
use leptos::prelude::*;

/// How the paper's table counts maps.
pub const COUNTED: &str = "counted from 0 as printed";

/// The table, with the chosen map's column marked; nothing for other rows.
#[component]
pub fn TableOne(
    /// What the room is about.
    desk: Desk,
) -> impl IntoView {
    let found = Memo::new(move |_| desk.open.with(|open| connections(open.as_ref()?)));
    let table = move || {
        let (table, before, name) = found.get()?;
        let inputs = table.iter().flat_map(|inputs| inputs.iter()).max().map_or(0, |last| last + 1);
        let chosen = move |column: usize| desk.channel.get() == Some(column as u32);
        let column = move |column: usize| {
            view! { <th scope="col" class:chosen=move || chosen(column)>{column}</th> }
        };
        let cell = move |input: usize, (column, inputs): (usize, &&'static [usize])| {
            let sees = inputs.contains(&input);
            view! {
                <td class:chosen=move || chosen(column) class:linked=sees>
                    {if sees { "X" } else { "" }}
                </td>
            }
        };
        let row = move |input: usize| {
            let cells = table.iter().enumerate().map(|it| cell(input, it)).collect_view();
            view! { <tr><th scope="row">{input}</th>{cells}</tr> }
        };
        let told = move || {
            let channel = desk.channel.get()? as usize;
            let inputs = table.get(channel)?;
            Some(sees_words(&before, channel, inputs))
        };
        Some(view! {
            <section class="saw-part" aria-labelledby="saw-table-one">
                <h4 id="saw-table-one">"Who sees whom"</h4>
                <p class="small" data-testid="saw-sees">{told}</p>
                <table class="saw-connections" data-testid="saw-connections">
                    <caption class="small">
                        {format!("Table I of LeCun et al. 1998: columns are the maps of {name}, {COUNTED}, rows those that they see.")}
                    </caption>
                    <thead>
                        <tr>
                            <td></td>
                            {(0..table.len()).map(column).collect_view()}
                        </tr>
                    </thead>
                    <tbody>{(0..inputs).map(row).collect_view()}</tbody>
                </table>
            </section>
        })
    };
    view! { {table} }
}

/// The connections of a row, with the names of the row before it and its own.
fn connections(open: &Open) -> Option<(Connections, String, String)> {
    match open.row.op {
        Op::Conv2d { connections: Some(table), .. } => {
            let before = open.before.as_deref().map(words::layer)?;
            Some((table, before, open.name()))
        }
        _ => None,
    }
}

/// `Map 1 sees the maps 1, 2, 3 of S2.`, counted from 1 as everywhere else on the page.
fn sees_words(before: &str, channel: usize, inputs: &[usize]) -> String {
    let inputs: Vec<_> = inputs.iter().map(|input| (input + 1).to_string()).collect();
    format!("Map {} sees the maps {} of {before}.", channel + 1, inputs.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{arch::lenet5::C3_CONNECTIONS, ui::inside::layer::open::tests::open};

    #[test]
    fn only_the_printed_form_has_the_table() {
        let found = connections(&open("lenet5-1998", "c3"));
        assert_eq!(found, Some((C3_CONNECTIONS, "S2".into(), "C3".into())));
        assert_eq!(connections(&open("lenet5", "c3")), None);
        assert_eq!(sees_words("S2", 4, C3_CONNECTIONS[4]), "Map 5 sees the maps 1, 5, 6 of S2.");
    }
}
