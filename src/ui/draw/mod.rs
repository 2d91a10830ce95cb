//! The page to draw on: input left, answer right, evidence below.

mod answer;
mod board;
mod compare;
mod cursor;
mod facts;
mod field;
mod hold;
mod inner;
mod input;
mod layers;
mod outputs;
mod paint;
mod reader;
mod reading;
mod sheet;
mod spot;
mod tile;
mod tiles;
mod tools;
mod which;
mod workshop;

use super::{
    dom,
    engine::{Engine, Phase},
    later::Later,
    live::Live,
    notice::{Remarks, STILL_AT_WORK, did_not_load},
    settings::{NETWORKS, Settings},
};
use crate::arch::{self, Family};
use answer::AnswerPanel;
use board::Board;
use compare::Compare;
use cursor::Cursor;
use facts::Facts;
use inner::Inner;
use input::InputPicture;
use layers::Layers;
use leptos::{
    ev,
    html::{Button, Canvas},
    prelude::*,
};
use outputs::Outputs;
use reader::Reader;
use sheet::Sheet;
use spot::Spot;
use tools::{Samples, Tools};
use workshop::Workshop;

/// The whole page below the header.
#[component]
pub fn DrawPage(
    /// The engine.
    engine: Engine,
    /// The screen reader's voice.
    live: Live,
) -> impl IntoView {
    let reader = Reader::new(engine, live);
    let network = Memo::new(move |_| engine.network.with(|name| arch::find(name.as_ref()?).ok()));
    let spot = RwSignal::new(None::<Spot>);
    let field =
        Memo::new(move |_| network.with(|network| spot.get()?.field(network.as_ref()?, reader)));
    let side = Memo::new(move |_| {
        network.with(|network| network.as_ref().map_or(32, |network| network.input[0]))
    });

    let lab = inner::lab(reader, engine, live, network);

    let cursor = RwSignal::new(None::<Cursor>);
    let canvas = NodeRef::<Canvas>::new();
    let switch = NodeRef::<Button>::new();
    let leave = move || {
        cursor.set(None);
        live.say("The keyboard no longer draws.");
        if let Some(switch) = switch.get_untracked() {
            // Fails only for elements that are not on the page.
            let _ = switch.focus();
        }
    };
    let toggle = move || {
        if cursor.with_untracked(Option::is_some) {
            return leave();
        }
        cursor.set(Some(Cursor::default()));
        // After the board has become something to focus.
        request_animation_frame(move || {
            if let Some(canvas) = canvas.get_untracked() {
                let _ = canvas.focus();
            }
        });
    };
    // The help makes way for the pen.
    let low = move || {
        cursor.with(|cursor| cursor.is_some_and(|cursor| cursor.row > cursor::SIDE * 2 / 3))
    };
    let undo = window_event_listener(ev::keydown, move |event| {
        let held = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
        if held && is_z(&event.key(), &event.code()) && !dom::is_typing(&event) {
            event.prevent_default();
            reader.change(Sheet::undo);
        }
    });
    on_cleanup(move || undo.remove());
    // Of an engine that was started. Another form of the network, once it is loaded, speaks by its answer.
    Effect::new(move |starts: Option<bool>| match engine.phase.get() {
        Phase::Fetching(..) | Phase::Opening => true,
        Phase::Loading(..) => starts.unwrap_or(true),
        Phase::Ready => {
            if starts == Some(true) {
                live.say("The engine is ready.");
            }
            false
        }
        Phase::Failed(_) => false,
    });
    Effect::new(move |_| {
        if let Some((network, _)) = engine.refused.get() {
            live.say(format!("{}. {STILL_AT_WORK}", did_not_load(&network)));
        }
    });
    view! {
        <main id="main" data-net="lenet">
            <div class="lead">
                <span class="year">{Family::LeNet5.year()}</span>
                <h1>{Family::LeNet5.title()}</h1>
                <p>"Draw a digit, or a number. It is read while you draw"<span class="wide">", on this machine"</span>"."</p>
                <Forms engine />
            </div>
            <div class="draw">
                <section class="paper" aria-label="Drawing">
                    <div class="frame">
                        <Board reader cursor live canvas on_leave=leave />
                        <p id="keys" class="keys-help" class:above=low hidden=move || cursor.with(Option::is_none)>
                            <span><kbd>"Arrows"</kbd>" move"</span>" "
                            <span><kbd>"Space"</kbd>" pen down or up"</span>" "
                            <span><kbd>"Backspace"</kbd>" undo"</span>" "
                            <span><kbd>"Esc"</kbd>" leave"</span>
                        </p>
                    </div>
                    <Outputs reader />
                    <Later instead="ghost-row"><Tools reader cursor on_keyboard=toggle switch /></Later>
                    <Later instead="ghost-samples"><Samples reader /></Later>
                </section>
                <Later instead="answer"><AnswerPanel reader engine network /></Later>
                <Later instead="sees">
                    <section class="sees" aria-labelledby="sees">
                        <h2 id="sees" class="third">"What the network sees"</h2>
                        <InputPicture reader side field />
                        <p class="small made">
                            "Fitted into 20 \u{d7} 20, centred by mass in 28 \u{d7} 28, padded to 32 \u{d7} 32, as MNIST was made."
                        </p>
                        <div class="remarks"><Remarks engine /></div>
                    </section>
                </Later>
            </div>
            <Later>
                <Layers reader network spot />
                <Facts reader engine />
            </Later>
            <Later><Workshop reader lab /></Later>
            <Later><Inner reader lab /></Later>
            <Later><Compare lab /></Later>
        </main>
    }
}

/// Whether a key is the Z of take back, by its letter and its place. With Caps Lock the letter is a capital one,
/// and a Greek or Cyrillic keyboard has another at that place.
fn is_z(letter: &str, place: &str) -> bool {
    const LAST_LATIN: char = '\u{24f}';
    letter.eq_ignore_ascii_case("z")
        || place == "KeyZ" && letter.chars().all(|letter| letter > LAST_LATIN)
}

/// The two forms of the network.
#[component]
fn Forms(engine: Engine) -> impl IntoView {
    let names = [(NETWORKS[0], "Modern"), (NETWORKS[1], "As printed")];
    // The address names the form that works, not one that did not load.
    Effect::new(move |_| {
        if engine.phase.with(|phase| *phase == Phase::Ready)
            && let Some(network) = engine.network.get()
        {
            Settings::keep(|settings| settings.network = network);
        }
    });
    let form = move |(network, name): (&'static str, &'static str)| {
        let chosen =
            Memo::new(move |_| engine.network.with(|chosen| chosen.as_deref() == Some(network)));
        let choose = move |_| engine.load(network);
        view! {
            <label>
                <input
                    type="radio"
                    name="network"
                    data-testid=format!("network-{network}")
                    prop:checked=chosen
                    on:change=choose
                />
                <span>{name}</span>
            </label>
        }
    };
    view! {
        <fieldset class="tabs push" data-testid="network">
            <legend class="unseen">"Form of the network"</legend>
            {names.map(form).collect_view()}
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::is_z;

    #[test]
    fn every_keyboard_has_a_z() {
        // A German keyboard, a Russian, Greek and Hebrew one.
        for (letter, place) in
            [("z", "KeyY"), ("Z", "KeyZ"), ("я", "KeyZ"), ("ζ", "KeyZ"), ("ז", "KeyZ")]
        {
            assert!(is_z(letter, place), "{letter}");
        }
        // A German, French and Dvorak one, and another's letter elsewhere.
        for (letter, place) in
            [("y", "KeyZ"), ("w", "KeyZ"), (";", "KeyZ"), ("à", "KeyZ"), ("я", "KeyX")]
        {
            assert!(!is_z(letter, place), "{letter}");
        }
    }
}
