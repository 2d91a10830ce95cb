//! Which part of the input speaks for a class: a map over the input, exact where the network is made
//! for it, and by trying everywhere else.

mod class_map;
mod covering;
mod ideas;
mod numbers;
mod reading;
mod told;

use super::{asked::Asked, found::Found, lab::Lab, marks};
use crate::{
    protocol::look::{Finding, Heat},
    ui::words,
};
use class_map::ClassMap;
use covering::Covering;
use leptos::prelude::*;

/// A way to find out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The class activation map.
    ClassMap,
    /// The occlusion map.
    Covering,
}

/// The room.
#[component]
pub fn WhyRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let chosen = RwSignal::new(Way::ClassMap);
    let exact = Memo::new(move |_| {
        lab.looked.with(|looked| looked.as_ref().is_some_and(|it| it.network.averaged().is_some()))
    });
    let way = Memo::new(move |_| if exact.get() { chosen.get() } else { Way::Covering });
    on_cleanup(move || {
        lab.heat.set(None);
        lab.read.set(None);
        // A finger leaves its place behind.
        lab.pointed.set(None);
    });
    let class = move || class_name(lab).unwrap_or_else(|| "its answer".into());
    let changes = move || match lab.edits.with(|edits| marks::count(edits)) {
        0 => String::new(),
        count => format!("in the network with {}", words::changes(count)),
    };
    let room = move || match way.get() {
        Way::ClassMap => view! { <ClassMap lab /> }.into_any(),
        Way::Covering => view! { <Covering lab /> }.into_any(),
    };
    let tab = move |which: Way, name: &'static str, title: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="why-way"
                    data-testid=format!("way-{name}")
                    prop:checked=move || way.get() == which
                    on:change=move |_| chosen.set(which)
                />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <div class="row spread">
            <h3>"What speaks for "<span class="class-asked" data-testid="why-class">{class}</span></h3>
            <p class="small">{changes}</p>
        </div>
        <Show when=move || exact.get()>
            <fieldset class="tabs why-ways">
                <legend class="unseen">"How to find out"</legend>
                {tab(Way::ClassMap, "class-map", "Class activation map")}
                {tab(Way::Covering, "occlusion", "Occlusion map")}
            </fieldset>
        </Show>
        {room}
        <Asked lab name="why" />
    }
}

/// The name of the class that is asked about.
fn class_name(lab: Lab) -> Option<String> {
    let class = lab.class()?;
    lab.looked.with(|looked| Some(looked.as_ref()?.label(class)))
}

/// The map that was found, if it is of the picture that is looked at now.
fn heat(found: Found) -> Option<Heat> {
    let finding = found.finding.get().filter(|_| found.is_of_this())?;
    match finding {
        Finding::Heat(heat) => Some(heat),
        _ => None,
    }
}

/// Tells a map in words, below it and, if a visitor asked for it, to a screen reader.
#[component]
fn Told(
    /// The laboratory.
    lab: Lab,
    /// The map as it is told.
    heat: Memo<Option<Heat>>,
    /// The map in words: of it, with its class's name, for an input of so many pixels a side.
    words: fn(&Heat, &str, usize) -> String,
    /// Whether it came by itself, so that it would talk into what else is said.
    quiet: Signal<bool>,
    /// What stands here while there is none.
    nothing: &'static str,
) -> impl IntoView {
    let told = Memo::new(move |_| {
        let heat = heat.get()?;
        lab.looked.with(|looked| {
            let looked = looked.as_ref()?;
            Some(words(&heat, &looked.label(heat.class), looked.side()))
        })
    });
    Effect::new(move |_| {
        if let Some(words) = told.get().filter(|_| !quiet.get_untracked()) {
            lab.tell(words);
        }
    });
    view! {
        <p class="why-told" data-testid="why-told" class:small=move || told.with(Option::is_none)>
            {move || told.get().unwrap_or_else(|| nothing.into())}
        </p>
    }
}
