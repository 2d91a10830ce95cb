//! The page for photos: input left, two answers right, evidence below.

mod album;
mod answer;
mod asking;
mod camera;
mod card;
mod choices;
mod coming;
mod course;
mod decode;
mod everything;
mod examples;
mod frame;
mod glance;
mod grip;
mod inner;
mod intake;
mod invitation;
mod kept;
mod lasting;
mod ledger;
mod link;
mod loading;
mod networks;
mod opening;
mod outlines;
mod report;
mod stage;
mod strip;
mod studio;
mod tools;
mod troubles;
mod versus;
mod views;
mod zoom;

use super::{
    engine::{Engine, Phase},
    later::Later,
    live::Live,
    notice::{EngineNotice, Kept, Remarks},
    settings::Settings,
};
use crate::protocol::photo::Slot;
use camera::Camera;
use card::NetCard;
use everything::Everything;
use examples::Examples;
use glance::Glance;
use inner::Inner;
use intake::Intake;
use kept::KeptFiles;
use leptos::prelude::*;
use stage::Stage;
use strip::Strip;
use studio::Studio;
use tools::Tools;
use troubles::Troubles;
use versus::PhotoVersus;
use zoom::Zoom;

/// The whole page below the header.
#[component]
pub fn PhotoPage(
    /// The engine.
    engine: Engine,
    /// The screen reader's voice.
    live: Live,
    /// What the address says.
    settings: Settings,
) -> impl IntoView {
    document().set_title("Photo \u{b7} Triptych");
    let studio = Studio::new(engine, live, settings);
    let camera = Camera::new();
    // A card without a network tells of the engine itself.
    let elsewhere = Memo::new(move |_| {
        studio.networks.with(|n| n.loaded(Slot::ALL[0]).is_some())
            && engine.phase.with(|phase| *phase != Phase::Ready)
    });
    view! {
        <main id="main" data-net="resnet">
            <div class="lead">
                <h1>"Two answers to one photo"</h1>
                <p>"Nothing you drop here leaves this machine."</p>
            </div>
            <div class="photo">
                <section class="given" aria-label="Photos">
                    <Stage studio camera />
                    <Glance studio />
                    <Zoom studio />
                    <Later instead="ghost-ways">
                        <Tools studio camera />
                        <Troubles studio />
                        <Strip studio />
                        <Examples studio />
                    </Later>
                    <Show when=move || elsewhere.get()>
                        <EngineNotice engine kept=Kept::Photos />
                    </Show>
                    <Remarks engine />
                </section>
                <Later instead="answers">
                    <section class="answers" aria-label="Answers">
                        <div class="pair">
                            {Slot::ALL.map(|which| view! { <NetCard studio which /> }).into_iter().collect_view()}
                        </div>
                        <PhotoVersus studio />
                    </section>
                </Later>
            </div>
            <Later>
                <Everything studio />
                <Inner studio />
            </Later>
            <Later><KeptFiles studio /></Later>
        </main>
        <Intake studio />
    }
}
