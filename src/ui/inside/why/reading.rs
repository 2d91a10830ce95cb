//! How to read the map: its scale with numbers, where the number under the pointer lies on it, how much it hides.

use super::told;
use crate::ui::{
    inside::{colours::Scale, heat::Words, lab::Lab},
    words::percent,
};
use leptos::prelude::*;

/// The scale and the controls. All keep their places while there is no map.
#[component]
pub fn Reading(
    /// The laboratory.
    lab: Lab,
    /// The map's name, and what its numbers are. Goes into a saved picture with the scale.
    title: &'static str,
    /// The number at a place in words.
    words: Words,
) -> impl IntoView {
    let net = move || lab.looked.with(|looked| looked.as_ref().map_or("lenet", |it| it.net()));
    let ends = move || lab.laid.with(|laid| laid.as_ref().map(|laid| laid.ends(lab.scale.get())));
    let end = move |which: usize| {
        ends().map_or_else(|| "\u{2013}".into(), |ends| told::signed(ends[which]))
    };
    let pointed = Memo::new(move |_| {
        let place = lab.pointed.get()?;
        lab.laid.with(|laid| {
            let laid = laid.as_ref()?;
            Some(laid.place(lab.scale.get(), laid.at(place)?))
        })
    });
    // It is told below the picture.
    lab.read.set(Some(words));
    let share = move || percent(lab.opacity.get()).replace(".0", "");
    let slid = move |event| {
        if let Ok(opacity) = event_target_value(&event).parse() {
            lab.opacity.set(opacity);
        }
    };
    let tab = move |scale: Scale, name: &'static str, title: &'static str| {
        view! {
            <label>
                <input
                    type="radio"
                    name="why-scale"
                    data-testid=format!("scale-{name}")
                    prop:checked=move || lab.scale.get() == scale
                    on:change=move |_| lab.scale.set(scale)
                />
                <span>{title}</span>
            </label>
        }
    };
    view! {
        <div class="reading" data-testid="reading">
            <div class="heat-scale" data-figure=move || lab.laid.with(Option::is_some).then_some("")>
                <p class="small" data-testid="scale-title">{title}</p>
                <div class="heat-bar" aria-hidden="true" style:background=move || lab.scale.get().gradient(net())>
                    {move || pointed.get().map(|place| {
                        view! { <i style:left=format!("{:.2}%", 100.0 * place)></i> }
                    })}
                </div>
                <p class="small ends">
                    <span data-testid="scale-low">{move || end(0)}</span>
                    <span>{move || (lab.scale.get() == Scale::Signed).then_some("0")}</span>
                    <span data-testid="scale-high">{move || end(1)}</span>
                </p>
            </div>
            <fieldset class="tabs">
                <legend class="unseen">"Colours of the map"</legend>
                {tab(Scale::Signed, "signed", "For and against")}
                {tab(Scale::Even, "even", "Dark to light")}
            </fieldset>
            <div class="row opacity">
                <label class="small" for="why-opacity">"Map over picture"</label>
                <input
                    id="why-opacity"
                    type="range"
                    min="0"
                    max="1"
                    step="0.05"
                    data-testid="opacity"
                    prop:value=move || lab.opacity.get().to_string()
                    aria-valuetext=share
                    on:input=slid
                />
                <span class="small" aria-hidden="true">{share}</span>
            </div>
        </div>
    }
}
