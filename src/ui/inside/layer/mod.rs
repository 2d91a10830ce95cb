//! What one layer saw of the input: its maps, one of them large, the arithmetic of one number, and
//! its kernels.

mod arithmetic;
mod controls;
mod desk;
mod head;
mod kernel_words;
mod kernels;
mod large;
mod maps;
mod numbers;
mod open;
mod order;
mod pad;
mod paint;
mod scale;
mod strip;
mod sums;
mod table_one;
mod tiles;
mod told;
mod units;

use super::{lab::Lab, looked::Looked};
use crate::ui::later::Later;
use arithmetic::ArithmeticPart;
use desk::Desk;
use head::Head;
use kernels::KernelsPart;
use large::Large;
use leptos::prelude::*;
use maps::Maps;
use table_one::TableOne;

pub use table_one::COUNTED;

/// The maps, kernels and arithmetic of the row that is open.
#[component]
pub fn LayerRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let desk = Desk::new(lab);
    let net = Memo::new(move |_| lab.looked.with(|it| it.as_ref().map_or("lenet", Looked::net)));
    let colours = Memo::new(move |_| paint::colours(net.get()));
    // Said once a row is opened, not while one draws.
    Effect::new(move |before: Option<Option<String>>| {
        let name = desk.open.with(|open| open.as_ref().map(open::Open::name));
        if let Some(name) = name.clone().filter(|_| before.flatten() != name) {
            let all = desk.open.with(|open| open.as_ref().map(open::Open::all));
            lab.tell(format!("{name}: {}.", all.unwrap_or_default()));
        }
        name
    });
    view! {
        <div class="saw" data-testid="saw">
            <Head desk />
            <Maps desk colours />
            <Later>
                <Large desk colours />
                <ArithmeticPart desk />
                <KernelsPart desk />
                <TableOne desk />
            </Later>
        </div>
    }
}
