//! What a visitor is told about the engine: waking, lost, stopped, and why the CPU works.

mod told;

use self::told::Told;
use super::{
    dom,
    engine::{Engine, Phase, Trouble, why_cpu},
    words,
};
use crate::{error::Error, protocol::DeviceChoice};
use leptos::{ev::MouseEvent, prelude::*};

/// What stays safe while the engine is away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kept {
    /// A drawing.
    #[default]
    Drawing,
    /// Photos.
    Photos,
}

impl Kept {
    fn safe(self) -> &'static str {
        match self {
            Self::Drawing => "your drawing is safe",
            Self::Photos => "your photos are safe",
        }
    }

    fn meanwhile(self) -> &'static str {
        match self {
            Self::Drawing => "Draw already: it will answer when ready.",
            Self::Photos => "Choose photos already: it will answer when ready.",
        }
    }
}

/// The engine's progress or failure; nothing while it is ready.
#[component]
pub fn EngineNotice(
    /// The engine.
    engine: Engine,
    /// What stays safe.
    #[prop(optional)]
    kept: Kept,
) -> impl IntoView {
    let name = Memo::new(move |_| engine.phase.with(Phase::name));
    move || match name.get() {
        "waking" => view! { <Waking engine kept /> }.into_any(),
        "failed" => view! { <Stopped engine kept /> }.into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Waking(engine: Engine, kept: Kept) -> impl IntoView {
    let lost =
        move || engine.trouble.with(|trouble| !matches!(trouble, None | Some(Trouble::LostLately)));
    let heading = move || {
        engine.trouble.with(|trouble| match trouble {
            Some(Trouble::Lost(_)) => "The GPU went away",
            Some(Trouble::LostTwice(_)) => "The GPU went away again",
            Some(Trouble::Wrong) => WRONG,
            Some(Trouble::LostLately) | None => "Waking the engine",
        })
    };
    let after = move || {
        engine.trouble.with(|trouble| match trouble {
            Some(Trouble::Lost(_)) => format!("Starting again on it; {}.", kept.safe()),
            Some(Trouble::LostTwice(_) | Trouble::Wrong) => {
                format!("Starting again on the CPU; {}.", kept.safe())
            }
            Some(Trouble::LostLately) | None => kept.meanwhile().into(),
        })
    };
    view! {
        <div class="notice" class:warn=lost data-testid="notice" data-kind=move || if lost() { "lost" } else { "waking" }>
            <h2 class="third">{heading}</h2>
            <progress
                aria-label="Waking the engine"
                max="1"
                value=move || engine.phase.with(Phase::share).map(|share| format!("{share:.3}"))
            ></progress>
            <p class="small"><span data-testid="status">{move || engine.phase.with(Phase::words)}</span>" "{after}</p>
        </div>
    }
}

#[component]
fn Stopped(engine: Engine, kept: Kept) -> impl IntoView {
    // The device may be what is at fault.
    let other = move || {
        let fault = |phase: &Phase| {
            matches!(phase, Phase::Failed(Error::NoGpu { .. } | Error::Engine { .. }))
        };
        engine.phase.with(fault) && engine.choice() != DeviceChoice::Cpu
    };
    let outdated =
        Memo::new(move |_| engine.phase.with(|phase| *phase == Phase::Failed(Error::Outdated)));
    let too_old = move || engine.phase.with(|phase| *phase == Phase::Failed(Error::TooOld));
    // A link to here would do only where the browser asks again for what it has kept.
    let reload = |_| drop(window().location().reload());
    let text = move || {
        engine.phase.with(|phase| match phase {
            Phase::Failed(error) => Told::of(error, kept),
            _ => Told::default(),
        })
    };
    view! {
        <div class="notice bad" role="alert" data-testid="notice" data-kind="failed">
            <h2 class="third">{move || text().heading}</h2>
            <p class="small" data-testid="status">{move || text().words}</p>
            <div class="row" hidden=too_old>
                <Show
                    when=move || outdated.get()
                    fallback=move || view! {
                        <button type="button" class="main" data-testid="start-again" on:click=leaving(move || engine.start())>"Start again"</button>
                    }
                >
                    <button type="button" class="main" data-testid="reload" on:click=reload>"Reload"</button>
                </Show>
                <Show when=other>
                    <button type="button" data-testid="use-cpu" on:click=leaving(move || engine.use_device(DeviceChoice::Cpu))>
                        "Use the CPU"
                    </button>
                </Show>
            </div>
        </div>
    }
}

/// What is good to know while everything works: why the CPU does it, or that a form of the network
/// could not be loaded.
#[component]
pub fn Remarks(
    /// The engine.
    engine: Engine,
) -> impl IntoView {
    let cpu = move || {
        let (heading, text) = engine.device.with(|device| device.as_ref().and_then(why_cpu))?;
        let software = heading.contains("software");
        let insist = move || engine.use_device(DeviceChoice::Gpu);
        Some(view! {
            <div class="card notice warn" data-testid="notice" data-kind="cpu">
                <h2 class="third">{heading}</h2>
                <p class="small">{text}</p>
                <Show when=move || software>
                    <div class="row"><button type="button" data-testid="use-gpu" on:click=leaving(insist)>"Use it all the same"</button></div>
                </Show>
            </div>
        })
    };
    let given_up = move || {
        let (kind, heading, text) = engine.trouble.with(|trouble| match trouble {
            Some(Trouble::LostTwice(_)) => Some((
                "lost-twice",
                "The GPU went away twice",
                "The CPU does the work now: same answers. The system may give the GPU back later.",
            )),
            Some(Trouble::LostLately) => Some((
                "lost-lately",
                "The GPU went away lately",
                "On a visit not long ago it went away twice, so the CPU does the work: same answers.",
            )),
            Some(Trouble::Wrong) => Some((
                "wrong",
                WRONG,
                "Its answer to a known input is wrong. The CPU does the work now: right answers. A newer \
                 browser or driver may mend it.",
            )),
            _ => None,
        })?;
        let ready = engine.phase.with(|phase| *phase == Phase::Ready);
        let again = leaving(move || engine.use_device(DeviceChoice::Auto));
        ready.then(|| view! {
            <div class="card notice warn" data-testid="notice" data-kind=kind>
                <h2 class="third">{heading}</h2>
                <p class="small">{text}</p>
                <div class="row"><button type="button" data-testid="try-gpu" on:click=again>"Try the GPU again"</button></div>
            </div>
        })
    };
    let refused = move || {
        let (network, error) = engine.refused.get()?;
        let title = did_not_load(&network);
        let again = leaving(move || engine.load(&network));
        Some(view! {
            <div class="card notice bad" data-testid="notice" data-kind="refused">
                <h2 class="third">{title}</h2>
                <p class="small">{words::sentence(&error.to_string())}" "{STILL_AT_WORK}</p>
                <div class="row"><button type="button" on:click=again>"Try again"</button></div>
            </div>
        })
    };
    view! { {cpu} {given_up} {refused} }
}

/// A press of a button that goes with its notice: the focus goes to what begins each page, which stays. The page
/// is scrolled there only for those who see the focus; a pointer's user is elsewhere on it.
fn leaving(act: impl Fn()) -> impl Fn(MouseEvent) {
    const STAYS: &str = "[name=network]:checked, [data-testid=choose], [data-testid=start]";
    move |_| {
        let seen = dom::find("[data-testid=notice] button:focus-visible").is_some();
        let [x, y] = [window().scroll_x(), window().scroll_y()].map(Result::unwrap_or_default);
        dom::hand_focus_on("[data-testid=notice] button", STAYS);
        act();
        if !seen {
            // In the same frame, after the focus.
            request_animation_frame(move || window().scroll_to_with_x_and_y(x, y));
        }
    }
}

/// What is said of a GPU that is not to be trusted.
const WRONG: &str = "This GPU computes wrongly";

/// What is said when a form of the network did not come.
pub fn did_not_load(network: &str) -> String {
    let title = crate::arch::find(network).map_or(network, |network| network.title);
    format!("{title} did not load")
}

/// And what of the one before.
pub const STILL_AT_WORK: &str = "The form before it is still at work.";
