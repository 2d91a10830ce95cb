//! The tour's panel.

use super::{
    super::{lab::Lab, share::View},
    phone::{ShowIt, TOUR},
    steps::{STEPS, Step},
};
use crate::{
    protocol::photo::Slot,
    ui::{Page, dom, ramp::net, settings::Settings},
};
use leptos::prelude::*;
use web_sys::{KeyboardEvent, MouseEvent};

fn set_the_scene(lab: Lab, page: Page, number: usize, sample: Callback<()>) {
    let step = Step::number(number);
    if step.page != page {
        return;
    }
    if let Some(form) = step.form {
        if lab.engine.network.with_untracked(|network| network.as_deref() != Some(form)) {
            lab.engine.load(form);
        }
        Settings::keep(|settings| settings.network = form.into());
    }
    sample.run(());
    lab.wish.set(Some(View::parse(step.view)));
}

/// The step that a visitor is on.
#[component]
pub fn Panel(
    /// The laboratory.
    lab: Lab,
    /// The page.
    page: Page,
    /// The step's number.
    number: Memo<Option<usize>>,
    /// Whether the network in a slot is loaded.
    is_loaded: Callback<Slot, bool>,
    /// Gives the network something to look at where the visitor has given nothing.
    sample: Callback<()>,
    /// Whether the tour was under way when the page was opened.
    from_link: bool,
) -> impl IntoView {
    // Sets the scene, at each step.
    Effect::new(move |before: Option<()>| {
        let Some(number) = number.get() else { return };
        set_the_scene(lab, page, number, sample);
        if before.is_none() {
            dom::focus("#tour");
        }
        if before.is_none() && from_link {
            return dom::hold(TOUR);
        }
        let heading = Step::number(number).heading;
        lab.announce(format!("Step {number} of {STEPS}. {heading}."));
        // The card may begin above the window: what is new stands there.
        dom::reveal("#tour");
    });
    let at = move || number.get().unwrap_or(1);
    let step = move || Step::number(at());
    let leave = move || {
        lab.tour.set(None);
        lab.live.say("The tour is over.");
        dom::focus("[data-testid=tour-begin]");
    };
    let key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            leave();
        }
    };
    let last = move || at() == STEPS;
    view! {
        <section class="card tour" aria-labelledby="tour" data-net=move || step().net() data-testid="tour" on:keydown=key>
            <div class="row spread tour-head">
                <p class="small" data-testid="tour-place">{move || format!("Guided tour, step {} of {STEPS}", at())}</p>
                <button type="button" class="quiet" data-testid="tour-leave" on:click=move |_| leave()>"Leave the tour"</button>
            </div>
            <progress aria-hidden="true" max=STEPS.to_string() value=move || at().to_string()></progress>
            <h2 id="tour" tabindex="-1">{move || step().heading}</h2>
            <div class="tour-body">
                <p class="tour-words">{move || step().words}</p>
                <div class="tour-paper">
                    <p class="formula">{move || step().formula}</p>
                    <p class="small">{move || step().reference}</p>
                </div>
            </div>
            <Wanting page at=Signal::derive(at) is_loaded />
            <div class="row tour-ways">
                <ShowIt lab />
                <Way lab page to=Signal::derive(move || at().checked_sub(1).filter(|to| *to > 0)) name="Back" test="tour-back" />
                <Show
                    when=move || !last()
                    fallback=move || view! { <button type="button" class="main" data-testid="tour-end" on:click=move |_| leave()>"End the tour"</button> }
                >
                    <Way lab page to=Signal::derive(move || Some(at() + 1).filter(|to| *to <= STEPS)) name="Next" test="tour-next" />
                </Show>
                <button
                    type="button"
                    class="quiet push"
                    data-testid="tour-again"
                    title="Shows what this step is about again, after you have changed something"
                    on:click=move |_| set_the_scene(lab, page, at(), sample)
                >
                    "Set up again"
                </button>
            </div>
            <Contents lab page at=Signal::derive(at) />
        </section>
    }
}

/// What a step needs that is not here, and where it is to be had.
#[component]
fn Wanting(page: Page, at: Signal<usize>, is_loaded: Callback<Slot, bool>) -> impl IntoView {
    let elsewhere = Memo::new(move |_| Step::number(at.get()).page != page);
    let missing = Memo::new(move |_| {
        let slot = Step::number(at.get()).slot();
        slot.filter(|slot| !elsewhere.get() && !is_loaded.run(*slot))
    });
    let there = move || {
        elsewhere.get().then(|| {
            view! {
                <div class="notice row" data-testid="tour-elsewhere">
                    <p class="small">"This step is on the other page."</p>
                    <a class="button" href=address(at.get())>"Go there"</a>
                </div>
            }
        })
    };
    let load = move || {
        let family = missing.get()?.family();
        let (name, card) = (family.title(), net(family));
        Some(view! {
            <div class="notice warn" data-testid="tour-missing">
                <p class="small">
                    {format!("No {name} is loaded yet. Choose its weights in its card above: the size is told first, and nothing is fetched unasked. This step goes on by itself when it is there.")}
                </p>
                <div class="row">
                    <button type="button" data-testid="tour-card" on:click=move |_| dom::focus(format!("[data-testid=card-{card}] :is(button, input)"))>
                        {format!("Go to {name}\u{2019}s card")}
                    </button>
                </div>
            </div>
        })
    };
    view! { {there} {load} }
}

/// All steps, to go to any of them.
#[component]
fn Contents(lab: Lab, page: Page, at: Signal<usize>) -> impl IntoView {
    let item = move |number: usize| {
        let current = move || (at.get() == number).then_some("step");
        view! {
            <li>
                <a
                    href=address(number)
                    aria-current=current
                    data-testid=format!("tour-{number}")
                    on:click=move |event| follow(&event, lab, page, number)
                >
                    {Step::number(number).heading}
                </a>
            </li>
        }
    };
    view! {
        <details>
            <summary data-testid="tour-contents">"All steps"</summary>
            <ol>{(1..=STEPS).map(item).collect_view()}</ol>
        </details>
    }
}

/// A way to another step.
#[component]
fn Way(
    lab: Lab,
    page: Page,
    to: Signal<Option<usize>>,
    name: &'static str,
    test: &'static str,
) -> impl IntoView {
    let there = Memo::new(move |_| to.get().is_some());
    let go = move |event: MouseEvent| {
        if let Some(to) = to.get_untracked() {
            // This way may end at the step that it leads to.
            dom::hand_focus_on(".tour-ways a", format!("[data-testid={test}], .tour-ways .main"));
            follow(&event, lab, page, to);
        }
    };
    let class = if name == "Next" { "button main" } else { "button" };
    view! {
        <Show when=move || there.get()>
            <a class=class data-testid=test href=move || to.get().map(address) on:click=go>{name}</a>
        </Show>
    }
}

/// Goes to a step without leaving the page, where it is on this one.
fn follow(event: &MouseEvent, lab: Lab, page: Page, number: usize) {
    let aside = event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
    if !aside && Step::number(number).page == page {
        event.prevent_default();
        lab.tour.set(Some(number));
    }
}

/// The address of a step: a device that was asked for stays so.
fn address(number: usize) -> String {
    let Settings { device, tune, .. } = Settings::parse(&dom::query());
    let query = Settings { device, tune, tour: Some(number), ..Settings::default() }.query();
    match Step::number(number).page {
        Page::Photo => format!("photo.html{query}"),
        _ => format!("./{query}"),
    }
}
