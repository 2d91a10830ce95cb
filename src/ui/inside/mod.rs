//! Look inside: the network drawn from its table, what each layer saw, why the answer is what it is,
//! and what it would be without a part. The same for every network and for both pages.

mod asked;
mod change;
mod check;
mod colours;
mod depths;
mod diagram;
mod failed;
mod found;
mod heat;
mod ideas;
mod input;
mod lab;
mod layer;
mod looked;
mod marks;
mod room;
mod run;
mod share;
mod tour;
mod verdict;
mod what;
mod why;

pub use failed::Failed;
pub use found::{Found, Key};
pub use lab::Lab;
pub use looked::{Looked, Shown};
pub use share::View;
pub use tour::{STEPS, TOUR, Tour};

use super::{
    apart::{apart, fetched},
    later::Later,
};
use change::ChangeRoom;
use check::CheckRoom;
use diagram::Diagram;
use ideas::IdeasRoom;
use input::InputView;
use layer::LayerRoom;
use leptos::prelude::*;
use room::Room;
use share::Share;
use tour::{TourButton, WayBack};
use verdict::Verdict;
use why::WhyRoom;

apart! {
    fn tool(lab: Lab, room: Room) -> AnyView {
        match room {
            Room::Layer => view! { <LayerRoom lab /> }.into_any(),
            Room::Why => view! { <WhyRoom lab /> }.into_any(),
            Room::Change => view! { <ChangeRoom lab /> }.into_any(),
            Room::Ideas => view! { <IdeasRoom lab /> }.into_any(),
            Room::Check => view! { <CheckRoom lab /> }.into_any(),
        }
    }
}

/// The section of a page.
#[component]
pub fn Inside(
    /// The laboratory.
    lab: Lab,
    /// What a visitor is told who has given nothing to look at.
    nothing: &'static str,
    /// Stands beside the heading.
    #[prop(optional)]
    beside: Option<ViewFnOnce>,
) -> impl IntoView {
    let net = move || lab.looked.with(|looked| looked.as_ref().map_or("lenet", Looked::net));
    let title = move || lab.looked.with(|looked| looked.as_ref().map(|it| it.title.clone()));
    let empty = move || lab.subject.with(Option::is_none);
    // A tool that stays while its row changes keeps its elements, and so the focus.
    let current = Memo::new(move |_| lab.room.get());
    let room = move || current.get().map(|room| fetched(move || tool(lab, room)));
    let tab = move |room: Room| {
        let current = move || lab.room.get() == Some(room);
        let choose = move |_| lab.room.set((!current()).then_some(room));
        view! {
            <button
                type="button"
                data-testid=format!("room-{}", room.name())
                aria-expanded=move || current().to_string()
                aria-pressed=move || current().to_string()
                on:click=choose
            >
                {room.title()}
            </button>
        }
    };
    view! {
        <section class="card inside" aria-labelledby="inside" data-net=net data-testid="inside">
            <div class="row spread">
                <h2 id="inside">"Look inside "{title}</h2>
                {beside.map(|beside| beside.run())}
                <TourButton lab />
            </div>
            <Diagram lab />
            <div class="row rooms" role="group" aria-label="Tools">
                {Room::ALL.map(tab).into_iter().collect_view()}
            </div>
            <Show when=move || lab.room.with(Option::is_some)>
                <Show
                    when=move || !empty()
                    fallback=move || view! {
                        // The self-check brings its own input.
                        <Show
                            when=move || lab.room.get() == Some(Room::Check)
                            fallback=move || view! { <p class="small" data-testid="inside-nothing">{nothing}</p> }
                        >
                            <div class="inside-room">{fetched(move || tool(lab, Room::Check))}</div>
                        </Show>
                    }
                >
                    <div>
                        <div class="inside-bench">
                            <div class="inside-left" role="group" aria-label="The input, and the answer to it" tabindex="-1">
                                <InputView lab />
                                <Verdict lab />
                            </div>
                            <div class="inside-room" role="group" aria-label="The tool" tabindex="-1">{room}</div>
                        </div>
                        <WayBack lab />
                    </div>
                </Show>
            </Show>
            <Later><Share lab /></Later>
        </section>
    }
}
