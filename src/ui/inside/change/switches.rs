//! The switchboard: two ways through each residual block, and a switch for either.

use super::blocks::{self, Block, Stage, cut, heading, switch, switch_all};
use crate::{
    arch::Change,
    ui::{inside::lab::Lab, words},
};
use leptos::prelude::*;

/// A stage of more blocks than this is folded until it is opened.
const MANY: usize = 8;

/// All stages of a network that has skip connections.
#[component]
pub fn Switches(
    /// The laboratory.
    lab: Lab,
    /// The network's stages.
    stages: Memo<Vec<Stage>>,
) -> impl IntoView {
    let cuts = Memo::new(move |_| {
        let of = |stage: &Stage| lab.edits.with(|edits| blocks::count(edits, &stage.blocks));
        stages.with(|stages| stages.iter().map(of).sum::<usize>())
    });
    let all = Memo::new(move |_| {
        let skip =
            |block: &Block| lab.edits.with(|edits| cut(edits, &block.row) == Some(Change::CutSkip));
        stages.with(|stages| stages.iter().flat_map(|stage| &stage.blocks).all(skip))
    });
    let set_all = move |skips: bool| {
        if !untrack(|| if skips { all.get() } else { cuts.get() == 0 }) {
            stages.with_untracked(|stages| lab.edit(|edits| switch_all(edits, stages, skips)));
        }
    };
    let stage = move |stage: Stage| view! { <StageOf lab stage /> };
    view! {
        <div class="row spread">
            <p class="small" data-testid="cuts">
                {move || match cuts.get() {
                    0 => "Both ways of every block are whole.".into(),
                    count => words::sentence(&format!("{} in force", words::counted(count, "cut"))),
                }}
            </p>
            <div class="row">
                <button
                    type="button"
                    data-testid="cut-all"
                    aria-disabled=move || all.get().then_some("true")
                    on:click=move |_| set_all(true)
                >
                    "Cut all skips"
                </button>
                <button
                    type="button"
                    data-testid="whole"
                    aria-disabled=move || (cuts.get() == 0).then_some("true")
                    on:click=move |_| set_all(false)
                >
                    "Put all back"
                </button>
            </div>
        </div>
        <div class="residual-stages">{move || stages.get().into_iter().map(stage).collect_view()}</div>
    }
}

#[component]
fn StageOf(lab: Lab, stage: Stage) -> impl IntoView {
    let shown = stage.blocks.len() <= MANY;
    let rows = stage.blocks.clone();
    let cuts = move || lab.edits.with(|edits| blocks::count(edits, &rows));
    let told = heading(&stage);
    let name = stage.name.clone();
    let block = move |block: Block| view! { <BlockOf lab block /> };
    view! {
        <details class="residual-stage" open=shown data-testid=format!("stage-{name}")>
            <summary>
                <span class="stage-name">{name.clone()}</span>
                <span class="small">
                    {told}
                    {move || Some(cuts()).filter(|cuts| *cuts > 0).map(|cuts| format!("; {cuts} cut"))}
                </span>
            </summary>
            <ul class="switch-blocks">{stage.blocks.into_iter().map(block).collect_view()}</ul>
        </details>
    }
}

/// A block as figure 2 of the paper draws it, lying on its side, and its switches.
#[component]
fn BlockOf(lab: Lab, block: Block) -> impl IntoView {
    let Block { name, row, projected } = block;
    let state = {
        let row = row.clone();
        Memo::new(move |_| lab.edits.with(|edits| cut(edits, &row)))
    };
    let button = |way: Change, id: &'static str, words: &'static str| {
        let (row, mine) = (row.clone(), way.clone());
        let whole = move || state.get().as_ref() != Some(&mine);
        let turned = whole.clone();
        let turn = move |_| lab.edit(|edits| switch(edits, &row, way.clone()));
        view! {
            <button
                type="button"
                role="switch"
                class="way-switch"
                data-testid=format!("{id}-{name}")
                aria-checked=move || whole().to_string()
                on:click=turn
            >
                <span>{words}<span class="unseen">" of "{name.clone()}</span></span>
                <span class="state" aria-hidden="true">{move || if turned() { "on" } else { "cut" }}</span>
            </button>
        }
    };
    let skip_cut = move || state.get() == Some(Change::CutSkip);
    let branch_cut = move || state.get() == Some(Change::CutBranch);
    let title = if projected { "skip, through a projection" } else { "skip" };
    view! {
        <li class="switch-block" class:skip-cut=skip_cut class:branch-cut=branch_cut>
            <p class="block-name">{name.clone()}</p>
            <svg viewBox="0 0 140 46" aria-hidden="true">
                <title>{title}</title>
                <path class="way-skip" d="M14 34C14 2 122 2 122 34" />
                {projected.then(|| view! { <rect class="way-skip box" x="61" y="5" width="14" height="10" rx="2" /> })}
                <path class="way-branch" d="M0 34H34M102 34H114" />
                <rect class="way-branch box" x="34" y="26" width="68" height="16" rx="3" />
                <circle class="meet" cx="122" cy="34" r="7" />
                <path class="meet" d="M118 34h8M122 30v8M130 34H140" />
                <path class="cross at-skip" d="M63 5l10 10M73 5l-10 10" />
                <path class="cross at-branch" d="M63 29l10 10M73 29l-10 10" />
            </svg>
            {button(Change::CutSkip, "skip", "skip")}
            {button(Change::CutBranch, "branch", "branch")}
        </li>
    }
}
