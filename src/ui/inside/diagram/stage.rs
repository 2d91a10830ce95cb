//! The blocks of the stage that is open, and the rows of the block that is.

use super::{
    Drawn,
    button::BoxButton,
    keys::Keys,
    plan::{Block, Part},
    strip::Blocks,
    table::Rows,
};
use crate::ui::words;
use leptos::prelude::*;

/// The open stage; nothing while none is.
#[component]
pub fn StageBlocks(
    /// The drawing.
    drawn: Drawn,
) -> impl IntoView {
    move || {
        let place = drawn.stage.get()?;
        let Some(Part::Stage { name, blocks }) =
            drawn.plan.with_value(|plan| plan.boxes.get(place).cloned())
        else {
            return None;
        };
        Some(view! { <Stage drawn name blocks /> })
    }
}

#[component]
fn Stage(drawn: Drawn, name: String, blocks: Vec<Block>) -> impl IntoView {
    let shape = drawn.looked.with_value(|looked| {
        let end = blocks.last().map_or(0, |block| block.end);
        looked.rows.get(end).map_or([1; 3], |row| row.output)
    });
    let keys = Keys::new(blocks.iter().map(|block| block.name.clone()).collect());
    let press = keys.clone();
    let heading = format!("{name}: {} blocks, {}", blocks.len(), words::shape(shape));
    let opened = {
        let blocks = blocks.clone();
        move || {
            let name = drawn.block.get()?;
            let block = blocks.iter().find(|block| block.name == name)?.clone();
            let label = format!("Rows of {}", block.name);
            Some(view! { <Rows drawn rows=block.rows label /> })
        }
    };
    let boxes = blocks
        .into_iter()
        .map(|block| view! { <BlockBox drawn keys=keys.clone() block shape /> })
        .collect_view();
    view! {
        <div class="stage-blocks" data-testid="diagram-stage">
            <h3>{heading}</h3>
            <div
                class="blocks"
                role="toolbar"
                aria-label=format!("Blocks of {name}; the arrow keys go from one to the next")
                on:keydown=move |event| press.press(&event)
            >
                {boxes}
            </div>
            {opened}
        </div>
    }
}

#[component]
fn BlockBox(drawn: Drawn, keys: Keys, block: Block, shape: [usize; 3]) -> impl IntoView {
    let Block { name, rows, end } = block;
    let expanded = Memo::new({
        let name = name.clone();
        move |_| drawn.block.with(|block| block.as_ref() == Some(&name))
    });
    let choose = {
        let name = name.clone();
        let row = drawn.looked.with_value(|looked| looked.name(end).to_owned());
        move || {
            if expanded.get_untracked() {
                return drawn.block.set(None);
            }
            drawn.block.set(Some(name.clone()));
            drawn.lab.open(&row);
        }
    };
    view! {
        <BoxButton drawn keys name=name.clone() rows=rows.clone() class="block-box" expanded on_press=choose>
            <Blocks drawn rows shape blocks=1 />
            <span class="part-name">{name}</span>
        </BoxButton>
    }
}
