//! The network, drawn from its table as its paper draws it: the way to everything that can be looked
//! at. ResNets are folded into the stages of table 1; a stage opens to its blocks, a block to its rows.

mod button;
mod glyph;
mod keys;
mod picture;
mod plan;
mod reading;
mod sentence;
mod shares;
mod stage;
mod strip;
mod table;
mod timing;
mod told;

use super::{lab::Lab, looked::Looked, marks};
use crate::ui::later::Later;
use leptos::prelude::*;
use plan::{Part, Plan};
use reading::Reading;
use shares::Shares;
use stage::StageBlocks;
use std::sync::Arc;
use strip::Strip;
use table::AllRows;
use timing::Timing;
use told::Told;

/// The drawing of the network that is looked into.
#[component]
pub fn Diagram(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    move || lab.looked.get().map(|looked| view! { <Drawing lab looked /> })
}

/// What all parts of the drawing share. A handle: copies mean the same drawing.
#[derive(Clone, Copy)]
struct Drawn {
    lab: Lab,
    looked: StoredValue<Looked>,
    plan: StoredValue<Arc<Plan>>,
    /// What the bars show.
    shares: RwSignal<Shares>,
    /// The stage whose blocks are shown, by its place among the boxes.
    stage: RwSignal<Option<usize>>,
    /// The block whose rows are shown, by name.
    block: RwSignal<Option<String>>,
}

impl Drawn {
    fn new(lab: Lab, looked: Looked) -> Self {
        let plan = Plan::of(&looked.network);
        Self {
            lab,
            shares: RwSignal::new(Shares::of_macs(&looked.rows)),
            looked: StoredValue::new(looked),
            plan: StoredValue::new(Arc::new(plan)),
            stage: RwSignal::new(None),
            block: RwSignal::new(None),
        }
    }

    /// Shows the stage and the block of a row.
    fn unfold(self, row: usize) {
        self.plan.with_value(|plan| {
            let Some(place) = plan.of_row(row) else { return };
            if let Some(Part::Stage { blocks, .. }) = plan.boxes.get(place) {
                let block = blocks.iter().find(|block| block.rows.contains(&row));
                self.stage.set(Some(place));
                self.block.set(block.map(|block| block.name.clone()));
            }
        });
    }

    /// The index of the row that is open.
    fn open_row(self) -> Option<usize> {
        let name = self.lab.row.get()?;
        self.looked.with_value(|looked| looked.row(&name))
    }

    /// What is changed in these rows, in a few words.
    fn mark(self, rows: std::ops::Range<usize>) -> Option<String> {
        self.with_names(rows, |names| self.lab.edits.with(|edits| marks::mark(edits, names)))
    }

    /// How many skips and branches of these rows are cut.
    fn cuts(self, rows: std::ops::Range<usize>) -> [usize; 2] {
        self.with_names(rows, |names| self.lab.edits.with(|edits| marks::cuts(edits, names)))
    }

    fn with_names<T>(self, rows: std::ops::Range<usize>, look: impl FnOnce(&[&str]) -> T) -> T {
        self.looked.with_value(|looked| {
            let rows = looked.rows.get(rows).unwrap_or_default();
            look(&rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>())
        })
    }
}

#[component]
fn Drawing(lab: Lab, looked: Looked) -> impl IntoView {
    let sentence = sentence::sentence(&looked.network);
    let drawn = Drawn::new(lab, looked);
    Effect::new(move |_| {
        if let Some(row) = drawn.open_row() {
            drawn.unfold(row);
        }
    });
    view! {
        <section class="diagram" aria-label="The network, layer by layer" data-testid="diagram">
            <p class="unseen">{sentence}</p>
            <Strip drawn />
            <StageBlocks drawn />
            <Later>
                <div class="row spread diagram-foot">
                    <Told drawn />
                    <Timing drawn />
                </div>
                <div class="diagram-more">
                    <Reading drawn />
                    <AllRows drawn />
                </div>
            </Later>
        </section>
    }
}
