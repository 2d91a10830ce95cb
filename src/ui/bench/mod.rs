//! The page that times the networks, for a person. Programs use `window.bench`.

mod course;
mod form;
mod layers;
mod report;
mod results;

use super::{
    apart::{apart, fetched},
    dom,
    engine::{Engine, Phase},
    live::Live,
    notice::{EngineNotice, Remarks},
    ramp::net,
    settings::Settings,
    words,
};
use crate::{
    arch::{self, Family, Network},
    error::Error,
    protocol::{Bench, BenchResult, DeviceInfo, Statistics},
};
use course::Progress;
use form::Form;
use leptos::prelude::*;
use results::Results;

/// A timing takes no longer than a minute, ms, unless two runs do.
const BUDGET_MS: f64 = 60_000.0;

/// A finished timing, with what was timed.
#[derive(Clone, Debug, PartialEq)]
struct Timing {
    network: Network,
    settings: Settings,
    device: Option<DeviceInfo>,
    result: BenchResult,
}

impl Timing {
    /// The device in words.
    fn device(&self) -> String {
        let device = self.device.as_ref();
        device.map_or("an unknown device".into(), DeviceInfo::title)
    }
}

/// How far the page is.
#[derive(Clone, Debug, PartialEq)]
enum Course {
    /// Nothing was asked for yet.
    Idle,
    /// It runs, or waits for the device.
    Running(Settings),
    /// It is done.
    Done(Box<Timing>),
    /// It could not be done.
    Failed(Error),
}

/// The whole page below the header.
#[component]
pub fn BenchPage(
    /// The engine.
    engine: Engine,
    /// The screen reader's voice.
    live: Live,
    /// What the address says.
    settings: Settings,
) -> impl IntoView {
    document().set_title("Bench \u{b7} Triptych");
    let net = RwSignal::new(paper(&settings.network));
    view! {
        <main id="main" data-net=net>
            <div class="lead">
                <h1>"Bench"</h1>
                <p>"How fast a network is on this machine, layer by layer."</p>
            </div>
            {fetched(move || table(engine, live, settings.clone(), net))}
        </main>
    }
}

apart! {
    fn table(engine: Engine, live: Live, settings: Settings, net: RwSignal<&'static str>) -> AnyView {
        view! { <Table engine live settings net /> }.into_any()
    }
}

/// The form and what came of it; `net` is told whose colour that has.
#[component]
fn Table(
    engine: Engine,
    live: Live,
    settings: Settings,
    net: RwSignal<&'static str>,
) -> impl IntoView {
    let course = RwSignal::new(if settings.start {
        Course::Running(settings.clone())
    } else {
        Course::Idle
    });
    let begun_with = settings.network.clone();
    let begin = move |settings: Settings| {
        dom::set_query(&settings.query());
        let other = engine.asked_device() != settings.device;
        live.say(format!("Timing {}.", words::runs(settings.runs as usize)));
        if other || engine.phase.with_untracked(|phase| matches!(phase, Phase::Failed(_))) {
            engine.use_device(settings.device);
        }
        course.set(Course::Running(settings));
        dom::reveal(".outcome"); // on a phone it is below the form
    };
    let end = move |ended: Course| {
        dom::hand_focus_on("[data-testid=stop]", "[data-testid=start]");
        course.set(ended);
    };
    // A run that goes on cannot be broken off: the engine starts again.
    let stop = move |_| {
        end(Course::Idle);
        live.say("Stopped.");
        engine.start();
    };
    // The timing starts when it is asked for and the device is there, whichever comes last.
    let asked = StoredValue::new(false);
    Effect::new(move |_| {
        let ready = engine.phase.with(|phase| *phase == Phase::Ready);
        let wanted = course.with(|course| match course {
            Course::Running(settings) => Some(settings.clone()),
            _ => None,
        });
        let Some(settings) = wanted.filter(|_| ready && !asked.get_value()) else { return };
        asked.set_value(true);
        leptos::task::spawn_local(async move {
            let outcome = time(engine, settings).await;
            asked.set_value(false);
            if course.with_untracked(|course| !matches!(course, Course::Running(_))) {
                return; // the visitor stopped it
            }
            // An error is an alert, which is said by itself.
            if let Ok(timing) = &outcome {
                live.say(match Statistics::of(&timing.result.times) {
                    Some(statistics) => {
                        format!("Done. Median {}.", words::milliseconds(statistics.median))
                    }
                    None => "Done.".into(),
                });
            }
            end(outcome.map_or_else(Course::Failed, |timing| Course::Done(Box::new(timing))));
        });
    });
    let waking = move || {
        let running = course.with(|course| matches!(course, Course::Running(_)));
        engine
            .phase
            .with(|phase| matches!(phase, Phase::Failed(_)) || running && *phase != Phase::Ready)
    };
    let shown = move || {
        match course.get() {
        Course::Idle => view! {
            <div class="empty">
                <h2 class="third">"Nothing timed yet"</h2>
                <p class="small">"The first run compiles the shaders; the others say how fast the network is, answers read back. Networks without bundled weights run with made-up ones: the same work."</p>
            </div>
        }
        .into_any(),
        Course::Running(settings) => view! {
            <div class="empty" data-testid="running">
                <h2 class="third">{title(&settings)}</h2>
                <Progress engine />
                <p class="small">"A warm-up that is not counted, the runs, then every layer alone. The page stays usable."</p>
                <div class="row"><button type="button" data-testid="stop" on:click=stop>"Stop"</button></div>
            </div>
        }
        .into_any(),
        Course::Done(timing) => view! { <Results timing=*timing live /> }.into_any(),
        Course::Failed(error) => view! {
            <div class="notice bad" role="alert" data-testid="notice" data-kind="bench">
                <h2 class="third">"It could not be timed"</h2>
                <p class="small">{words::failure(&error)}</p>
            </div>
        }
        .into_any(),
    }
    };
    Effect::new(move |_| {
        net.set(course.with(|course| match course {
            Course::Running(settings) => paper(&settings.network),
            Course::Done(timing) => paper(timing.network.name),
            Course::Idle | Course::Failed(_) => paper(&begun_with),
        }));
    });
    let busy = Memo::new(move |_| course.with(|course| matches!(course, Course::Running(_))));
    view! {
        <div class="bench">
            <div class="left">
                <Form engine settings busy on_start=begin />
                <Remarks engine />
            </div>
            <section class="card outcome" aria-label="Result">
                <Show when=waking><EngineNotice engine /></Show>
                {shown}
            </section>
        </div>
    }
}

/// What is being timed.
fn title(settings: &Settings) -> String {
    let network = arch::find(&settings.network).map_or("", |network| network.title);
    format!("Timing {network}, {}", words::runs(settings.runs as usize))
}

/// Whose colour a network has.
fn paper(network: &str) -> &'static str {
    net(arch::find(network).map_or(Family::LeNet5, |network| network.family))
}

async fn time(engine: Engine, settings: Settings) -> Result<Timing, Error> {
    let network = arch::find(&settings.network)?;
    let request = Bench {
        network: settings.network.clone(),
        weights_url: None,
        input: Vec::new(),
        batch: settings.batch,
        runs: settings.runs,
        budget_ms: BUDGET_MS,
    };
    let result = engine.bench(request).await?;
    let network = network.with_classes(result.classes(settings.batch));
    let device = engine.device.get_untracked();
    Ok(Timing { network, settings, device, result })
}
