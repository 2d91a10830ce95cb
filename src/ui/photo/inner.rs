//! The inside of one of the networks that answer to the photo.

use super::{
    album::Photo,
    card::slot_name,
    examples,
    studio::{Studio, family},
};
use crate::{
    arch,
    protocol::{
        look::{Subject, Which},
        photo::{LoadedNetwork, Slot},
    },
    ui::{
        Page, dom,
        engine::Phase,
        inside::{Inside, Lab, Looked, Shown, TOUR, Tour},
        later::Later,
    },
};
use leptos::prelude::*;

/// The photo that the tour shows to who has given none.
const SAMPLE: &str = "cat";

/// What a network made of the photo, taken apart; nothing while none is loaded.
#[component]
pub fn Inner(
    /// The photos.
    studio: Studio,
) -> impl IntoView {
    let chosen = RwSignal::new(None::<Slot>);
    let slots = Memo::new(move |_| {
        let loaded =
            |slot: &Slot| studio.networks.with(|networks| networks.loaded(*slot).is_some());
        Slot::ALL.into_iter().filter(loaded).collect::<Vec<_>>()
    });
    // The chosen one, or else the last, which the frame stands for.
    let slot = Memo::new(move |_| {
        let slots = slots.get();
        chosen.get().filter(|slot| slots.contains(slot)).or(slots.last().copied())
    });
    // A download tells of itself many times a second; tables are made once a network.
    let loaded = Memo::new(move |_| {
        studio.networks.with(|networks| {
            let side = networks.side(slot.get()?);
            Some((side.serial, side.loaded.clone()?))
        })
    });
    let looked = Memo::new(move |_| {
        loaded.with(|loaded| loaded.as_ref().and_then(|(serial, it)| looked(*serial, it)))
    });
    let subject = Memo::new(move |_| {
        let slot = slot.get()?;
        studio.album.with(|album| {
            let photo = album.selected().filter(|photo| photo.preview.is_some())?;
            Some(Subject::Photo { slot, picture: photo.number, crop: photo.crop })
        })
    });
    let shown = Memo::new(move |_| {
        let how = studio
            .networks
            .with(|networks| Some(networks.loaded(slot.get()?)?.preprocessing.clone()))?;
        studio.album.with(|album| {
            let photo = album.selected()?;
            let part = photo.crop.covers(photo.size?, &how);
            Some(Shown { preview: photo.preview.clone()?, part })
        })
    });
    // An engine that starts again is given the photos and the networks again, one after the other.
    let ready = Memo::new(move |_| {
        let network = || slot.get().is_some_and(|it| studio.networks.with(|n| n.side(it).held));
        let photo = || studio.album.with(|album| album.selected().is_some_and(Photo::is_held));
        studio.engine.phase.with(|phase| *phase == Phase::Ready) && network() && photo()
    });
    let lab = Lab::new(studio.engine, studio.live, ready, looked, subject, shown);
    // A link or the tour may be about the other network.
    Effect::new(move |_| {
        if let Some(slot) = lab.wish.with(|wish| wish.as_ref()?.of) {
            chosen.set(Some(slot));
        }
    });
    let sample = move |()| {
        if studio.album.with_untracked(|album| album.photos().is_empty()) {
            leptos::task::spawn_local(async move {
                examples::take(studio, SAMPLE).await;
                // Where a photo was taken in, the page has gone to it.
                dom::bring(TOUR);
            });
        }
    };
    let is_loaded = move |slot| studio.networks.with(|networks| networks.loaded(slot).is_some());
    let tab = move |which: Slot| {
        let title = move || studio.title(which);
        view! {
            <label data-net=slot_name(which)>
                <input
                    type="radio"
                    name="inside-network"
                    data-testid=format!("inside-{}", slot_name(which))
                    prop:checked=move || slot.get() == Some(which)
                    on:change=move |_| chosen.set(Some(which))
                />
                <span>{title}</span>
            </label>
        }
    };
    let tabs = move || {
        let slots = slots.get();
        (slots.len() > 1).then(|| {
            view! {
                <fieldset class="tabs push">
                    <legend class="unseen">"Network to look into"</legend>
                    {slots.into_iter().map(tab).collect_view()}
                </fieldset>
            }
        })
    };
    view! {
        <Tour lab page=Page::Photo is_loaded sample />
        <Show when=move || looked.with(Option::is_some)>
            <Later><Inside lab nothing="Choose a photo first." beside=(move || tabs).into() /></Later>
        </Show>
    }
}

fn looked(serial: u32, loaded: &LoadedNetwork) -> Option<Looked> {
    let LoadedNetwork { slot, network, title, labels, preprocessing, .. } = loaded;
    let table = arch::find(network).ok()?;
    let table = table.with_classes(labels.len()).with_side(preprocessing.crop_side());
    let title = if title.is_empty() { family(*slot).into() } else { title.clone() };
    let looked = Looked::new(Which::Photo(*slot), title, table, labels.clone().into());
    Some(Looked { serial, ..looked })
}
