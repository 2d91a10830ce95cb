//! Channels silenced one by one: by their number, or from the ranking.

use super::{
    ideas::SURGERY,
    ranking::RankingList,
    silence::{self, Bench, benches, counted, first},
};
use crate::{
    protocol::look::{Finding, Question},
    ui::{
        dom,
        inside::{
            asked::Asked,
            depths::Depths,
            lab::Lab,
            run::{Run, RunBar, by_itself},
        },
        words,
    },
};
use leptos::prelude::*;
use web_sys::SubmitEvent;

/// The operating table.
#[component]
pub fn Channels(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        lab.looked
            .with(|it| it.as_ref().map(|it| benches(&it.network, &it.rows)).unwrap_or_default())
    });
    // The row that is open, if it makes channels.
    let bench = Memo::new(move |_| {
        let open = lab.row.get();
        all.with(|all| {
            let is = |bench: &&Bench| Some(&bench.row) == open.as_ref();
            all.iter().find(is).or_else(|| first(all)).cloned()
        })
    });
    let option = move |bench_of: Bench| {
        let row = bench_of.row.clone();
        let chosen = move || bench.with(|bench| bench.as_ref().is_some_and(|it| it.row == row));
        view! { <option value=bench_of.row.clone() prop:selected=chosen>{bench_of.title()}</option> }
    };
    let run = Run::new(lab, true, move || {
        Some(Question::Ranking { row: bench.get()?.row, class: lab.class()? })
    });
    let takes = Signal::derive(move || {
        let runs = bench.with(|bench| bench.as_ref().map_or(0, |bench| bench.channels));
        format!("{} of what follows the layer", words::counted(runs as usize, "run"))
    });
    // Of the row that is chosen, not of one before it.
    let ranking = Memo::new(move |_| {
        let (finding, question) = (run.found.finding.get()?, run.found.question()?);
        let bench = bench.get().filter(|_| run.found.is_of_this())?;
        match (finding, question) {
            (Finding::Ranking(channels), Question::Ranking { row, class }) if row == bench.row => {
                Some((channels, bench, class))
            }
            _ => None,
        }
    });
    let told = Memo::new(move |_| {
        let (channels, bench, class) = ranking.get()?;
        let class = lab.looked.with(|it| Some(it.as_ref()?.label(class)))?;
        Some(silence::told(&channels, bench.thing(), &class))
    });
    Effect::new(move |_| {
        if let Some(words) = told.get().filter(|_| !untrack(|| by_itself(lab))) {
            lab.live.say(words);
        }
    });
    let nothing = "The ranking comes here. Maps can be silenced without it, by number.";
    let list = move || match ranking.get() {
        Some((ranking, bench, _)) => view! { <RankingList lab bench ranking /> }.into_any(),
        None => view! { <p class="small none-ranked">{nothing}</p> }.into_any(),
    };
    view! {
        <Depths told=SURGERY />
        <div class="row asks">
            <label class="ask">
                <span class="small">"Layer"</span>
                <select
                    data-testid="surgery-row"
                    prop:value=move || bench.with(|bench| bench.as_ref().map(|it| it.row.clone()))
                    on:change=move |event| lab.row.set(Some(event_target_value(&event)))
                >
                    {move || all.get().into_iter().map(option).collect_view()}
                </select>
            </label>
            <ByNumber lab bench />
        </div>
        <Silent lab />
        <RunBar run name="ranking" start="Rank them" takes />
        <p data-testid="ranking-told">{move || told.get()}</p>
        {list}
        <Asked lab name="change" />
    }
}

/// A channel by its number.
#[component]
fn ByNumber(lab: Lab, bench: Memo<Option<Bench>>) -> impl IntoView {
    let field = NodeRef::<leptos::html::Input>::new();
    let wrong = RwSignal::new(None::<String>);
    // What was wrong was so of the row and the changes at that time.
    Effect::new(move |_| {
        bench.track();
        lab.edits.track();
        wrong.set(None);
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(field), Some(bench)) = (field.get_untracked(), bench.get_untracked()) else {
            return;
        };
        match counted(&field.value(), &bench) {
            Ok(channel) => {
                wrong.set(None);
                field.set_value("");
                lab.edit(|edits| silence::toggle(edits, &bench.row, channel));
            }
            Err(words) => {
                lab.live.say(words.clone());
                wrong.set(Some(words));
            }
        }
    };
    let range = move || {
        let channels = bench.with(|bench| bench.as_ref().map(|bench| bench.channels as usize));
        channels.map(|channels| format!("1 to {}", words::thousands(channels)))
    };
    view! {
        <form class="by-number" novalidate on:submit=submit>
            <label class="ask">
                <span class="small">{move || bench.with(|it| it.as_ref().map_or("Number", |it| if it.maps { "Map" } else { "Unit" }))}", "{range}</span>
                <input
                    node_ref=field
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=move || bench.with(|bench| bench.as_ref().map(|it| it.channels))
                    data-testid="surgery-number"
                    aria-describedby="surgery-wrong"
                    on:input=move |_| wrong.set(None)
                />
            </label>
            <button type="submit" data-testid="silence">"Silence"</button>
        </form>
        <p id="surgery-wrong" class="small bad-words" data-testid="surgery-wrong">{wrong}</p>
    }
}

/// What is silent, in all rows, each to be given back.
#[component]
fn Silent(lab: Lab) -> impl IntoView {
    let silent = Memo::new(move |_| lab.edits.with(|edits| silence::all(edits)));
    let chip = move |(row, channel): (String, u32)| {
        let name = format!("{} {}", words::layer(&row), channel + 1);
        let id = format!("silent-{row}-{channel}");
        let back = move |_| {
            let (place, count) = silent.with_untracked(|all| {
                let is = |(other, number): &(String, u32)| *other == row && *number == channel;
                (all.iter().position(is).unwrap_or_default(), all.len())
            });
            dom::hand_focus_on(".chip-button", neighbour(place, count));
            lab.edit(|edits| silence::toggle(edits, &row, channel));
        };
        view! {
            <li>
                <button type="button" class="chip-button" data-testid=id on:click=back>
                    <span class="unseen">"Give back "</span>{name}
                    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 7l10 10M17 7 7 17" /></svg>
                </button>
            </li>
        }
    };
    let told = move || match silent.with(Vec::len) {
        0 => "None is silent.",
        _ => "Silent; click one to give it back:",
    };
    view! {
        <div class="silent" data-testid="silent">
            <p class="small" id="silent-told">{told}</p>
            <ul class="chips" aria-labelledby="silent-told">{move || silent.get().into_iter().map(chip).collect_view()}</ul>
        </div>
    }
}

/// Where the focus goes when one of so many chips does: to the one that takes its place, or else to
/// the one before; to the field where none is left.
fn neighbour(place: usize, count: usize) -> String {
    match count {
        0 | 1 => "[data-testid=surgery-number]".into(),
        _ => format!("[data-testid=silent] li:nth-child({}) button", place.min(count - 2) + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_focus_goes_to_a_neighbour() {
        let number =
            |place, count| neighbour(place, count).split(['(', ')']).nth(1).map(String::from);
        assert_eq!(number(0, 3).as_deref(), Some("1"), "the next takes its place");
        assert_eq!(number(2, 3).as_deref(), Some("2"), "none comes after the last");
        assert_eq!(neighbour(0, 1), "[data-testid=surgery-number]");
    }
}
