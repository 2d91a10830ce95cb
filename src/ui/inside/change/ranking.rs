//! The channels of a row in the order in which a class needs them, each to be silenced by a click.

use super::silence::{self, Bench};
use crate::arch::Edit;
use crate::ui::{dom, inside::lab::Lab, words};
use leptos::prelude::*;

/// So many are listed at first, and more with each wish for more.
const STEP: usize = 12;

/// The list.
#[component]
pub fn RankingList(
    /// The laboratory.
    lab: Lab,
    /// The row.
    bench: Bench,
    /// Channels and how much the class's score falls without each, the largest fall first.
    ranking: Vec<(u32, f32)>,
) -> impl IntoView {
    let shown = RwSignal::new(STEP);
    let reversed = RwSignal::new(false);
    let count = ranking.len();
    let most = ranking.iter().fold(0.0_f32, |most, (_, fall)| most.max(fall.abs()));
    let row = StoredValue::new(bench.row.clone());
    let thing = bench.thing();
    let ranking = StoredValue::new(ranking);
    let item = move |(channel, fall): (u32, f32)| {
        let mute = move || {
            row.with_value(|row| {
                lab.edits.with(|edits| Edit::silenced(edits, row).contains(&channel))
            })
        };
        let turn = move |_| {
            row.with_value(|row| lab.edit(|edits| silence::toggle(edits, row, channel)));
        };
        let share = if most > 0.0 { fall.abs() / most } else { 0.0 };
        let told = match fall {
            fall if fall < 0.0 => format!("rises by {}", words::value(-fall)),
            fall => format!("falls by {}", words::value(fall)),
        };
        let label = format!("{thing} {}", channel + 1);
        view! {
            <li>
                <button
                    type="button"
                    class="ranked"
                    class:rises={fall < 0.0}
                    aria-pressed=move || mute().to_string()
                    data-testid=format!("rank-{channel}")
                    data-fall=fall.to_string()
                    on:click=turn
                >
                    <span class="channel">{label}</span>
                    <span class="state small" aria-hidden="true">{move || if mute() { "silent" } else { "" }}</span>
                    <span class="fall">{told}</span>
                    <span class="loss" aria-hidden="true"><i style:--share=format!("{share:.4}")></i></span>
                </button>
            </li>
        }
    };
    let some = move || {
        ranking.with_value(|all| {
            let all = all.iter().copied();
            match reversed.get() {
                true => all.rev().take(shown.get()).collect::<Vec<_>>(),
                false => all.take(shown.get()).collect(),
            }
        })
    };
    let left = move || count.saturating_sub(shown.get());
    let more = move |_| {
        let first = shown.get_untracked() + 1;
        shown.update(|shown| *shown += 2 * STEP);
        // With the last of them the button goes.
        if untrack(left) == 0 {
            let first = format!("[data-testid=ranking] li:nth-child({first}) button");
            dom::hand_focus_on("[data-testid=more]", first);
        }
    };
    view! {
        <p class="small">{format!("What the score does without each {thing}. Click one to silence it, again to give it back.")}</p>
        <ol class="ranking" data-testid="ranking">
            <For each=some key=|(channel, _)| *channel children=item />
        </ol>
        <div class="row">
            <button
                type="button"
                class="quiet"
                data-testid="reversed"
                aria-pressed=move || reversed.get().to_string()
                on:click=move |_| reversed.update(|reversed| *reversed = !*reversed)
            >
                "Those it does best without first"
            </button>
            <Show when=move || { left() > 0 }>
                <button
                    type="button"
                    class="quiet"
                    data-testid="more"
                    on:click=more
                >
                    {move || format!("Show {} more", left().min(2 * STEP))}
                </button>
            </Show>
        </div>
    }
}
