//! The workshop's sliders.

use super::changes::{Changes, Knob};
use leptos::prelude::*;

/// All sliders, and the way back.
#[component]
pub fn Sliders(
    /// Where they are.
    changes: RwSignal<Changes>,
    /// The one that was touched last.
    knob: RwSignal<Knob>,
) -> impl IntoView {
    let slider = move |own: Knob| {
        let [low, high] = own.range();
        let at = Memo::new(move |_| changes.get().at(own));
        let words = move || own.words(at.get());
        let touch = move || {
            if knob.get_untracked() != own {
                knob.set(own);
            }
        };
        let slide = move |event| {
            touch();
            if let Ok(at) = event_target_value(&event).parse() {
                changes.update(|changes| *changes = changes.with(own, at));
            }
        };
        view! {
            <label class="slider" class:current=move || knob.get() == own>
                <span>{own.title()}</span>
                <input
                    type="range"
                    data-testid=format!("knob-{}", own.name())
                    min=low.to_string()
                    max=high.to_string()
                    step=own.step().to_string()
                    prop:value=move || at.get().to_string()
                    aria-valuetext=words
                    on:input=slide
                    on:focus=move |_| touch()
                />
                // The slider says it itself.
                <span aria-hidden="true">{words}</span>
            </label>
        }
    };
    let at_rest = Memo::new(move |_| changes.get() == Changes::default());
    view! {
        <div class="sliders" role="group" aria-label="Changes to the digit">
            {Knob::ALL.map(slider).into_iter().collect_view()}
            <button
                type="button"
                data-testid="workshop-reset"
                aria-disabled=move || at_rest.get().then_some("true")
                on:click=move |_| changes.set(Changes::default())
            >
                "Back to the drawing"
            </button>
        </div>
    }
}
