//! The buttons: a link, a picture, the figures.

use super::{
    super::lab::Lab,
    caption::Caption,
    data::Data,
    picture::{Figure, Inks},
    view::View,
};
use crate::{
    error::Error,
    ui::{
        apart::{MISSING, apart},
        dom, save, words,
    },
};
use leptos::{
    html::{Div, I},
    prelude::*,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, Element, HtmlCanvasElement};

/// What a visitor is told whose browser refuses a file.
const REFUSED: &str = "The browser did not take the file.";

/// Copy link, save picture, save data.
#[component]
pub fn Share(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let say = move |words: &str| {
        said.set(words.into());
        lab.live.say(words);
    };
    // What was said was about another view.
    Effect::new(move |_| {
        View::of(lab);
        said.set(String::new());
    });
    let bar = NodeRef::<Div>::new();
    let probe = NodeRef::<I>::new();
    let link = move |_| {
        let address = window().location().href().unwrap_or_default();
        leptos::task::spawn_local(async move {
            match dom::copy(&address).await {
                true => {
                    say("The link is copied. It has the view and the changes, not the picture.")
                }
                false => say(
                    "The browser has no clipboard for this page. Copy its address instead: it says the same.",
                ),
            }
        });
    };
    let seen = move || lab.room.with(Option::is_some) && lab.subject.with(Option::is_some);
    let picture = move |_| {
        if !untrack(seen) {
            return say("Open a tool first: the picture shows what it looks at.");
        }
        if dom::hides_pixels() {
            let fact = words::sentence(&Error::HiddenPixels.to_string());
            return say(&format!("{fact} Take a screenshot instead."));
        }
        let section = bar.get_untracked().and_then(|bar| bar.closest(".inside").ok().flatten());
        let Some((section, probe)) = section.zip(probe.get_untracked()) else { return };
        leptos::task::spawn_local(async move {
            let canvas = match painted(lab, section, probe.into()).await {
                Ok(Some(canvas)) => canvas,
                Ok(None) => return say("The browser gave nothing to paint on."),
                Err(_) => return say(&MISSING.join(" ")),
            };
            let keep = Closure::once_into_js(move |blob: JsValue| {
                let saved =
                    blob.dyn_into::<Blob>().ok().and_then(|blob| save::save("triptych.png", &blob));
                say(if saved.is_some() { "The picture is saved." } else { REFUSED });
            });
            if canvas.to_blob(keep.unchecked_ref()).is_err() {
                say(REFUSED);
            }
        });
    };
    let data = move |_| {
        leptos::task::spawn_local(async move {
            let text = match figures(lab).await {
                Ok(text) => text,
                Err(_) => return say(&MISSING.join(" ")),
            };
            let saved = text.and_then(|text| save::json("triptych.json", &text));
            say(if saved.is_some() { "The data is saved." } else { REFUSED });
        });
    };
    view! {
        <div class="row share" role="group" aria-label="Share and keep" node_ref=bar>
            <button type="button" class="quiet" data-testid="copy-link" on:click=link>"Copy link"</button>
            <button
                type="button"
                class="quiet"
                data-testid="save-picture"
                aria-disabled=move || (!seen()).then_some("true")
                on:click=picture
            >
                "Save picture"
            </button>
            <button type="button" class="quiet" data-testid="save-data" on:click=data>"Save data"</button>
            <p class="small" data-testid="share-said">{said}</p>
            <i class="inks" node_ref=probe hidden></i>
        </div>
    }
}

apart! {
    fn painted(lab: Lab, section: Element, probe: Element) -> Option<HtmlCanvasElement> {
        paint(lab, &section, &probe)
    }
}

apart! {
    fn figures(lab: Lab) -> Option<String> { json(lab) }
}

fn paint(lab: Lab, section: &Element, probe: &Element) -> Option<HtmlCanvasElement> {
    let inks = Inks::of(section, probe)?;
    let view = untrack(|| View::of(lab));
    let outcome = untrack(|| lab.outcome());
    let map = lab.heat.with_untracked(|heat| heat.as_ref().map(|heat| heat.class));
    let (caption, side) = lab.looked.with_untracked(|looked| {
        let looked = looked.as_ref()?;
        Some((Caption::of(looked, &view, outcome.as_ref(), map), looked.side()))
    })?;
    lab.lit.with_untracked(|lit| {
        let opacity = lab.opacity.get_untracked();
        Figure { section, caption: &caption, inks: &inks, opacity, lit: (lit, side) }.paint()
    })
}

fn json(lab: Lab) -> Option<String> {
    let view = untrack(|| View::of(lab));
    let (class, outcome) = untrack(|| (lab.class(), lab.outcome()));
    let outcome = outcome.as_ref().map(|outcome| (outcome, lab.outcome.ms.get_untracked()));
    let findings = lab.findings();
    let json = lab.looked.with_untracked(|looked| {
        let looked = looked.as_ref()?;
        lab.heat.with_untracked(|heat| {
            lab.engine.device.with_untracked(|device| {
                let (device, heat) = (device.as_ref(), heat.as_ref());
                Some(
                    Data { looked, device, view: &view, class, outcome, heat, findings: &findings }
                        .json(),
                )
            })
        })
    })?;
    Some(format!("{json:#}\n"))
}
