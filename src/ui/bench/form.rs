//! What to time.

use crate::{
    arch::{self, Family},
    protocol::DeviceChoice,
    ui::{
        dom,
        engine::Engine,
        settings::{BATCHES, MOST_RUNS, Settings, device_name},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};

const DEVICES: [(DeviceChoice, &str); 3] = [
    (DeviceChoice::Auto, "The best there is"),
    (DeviceChoice::Gpu, "GPU"),
    (DeviceChoice::Cpu, "CPU"),
];

/// Network, device, inputs at once, number of runs.
#[component]
pub fn Form(
    /// The engine.
    engine: Engine,
    /// What the fields begin with.
    settings: Settings,
    /// Whether a timing is under way.
    busy: Memo<bool>,
    /// Called with what was chosen.
    on_start: impl Fn(Settings) + 'static,
) -> impl IntoView {
    let network = RwSignal::new(settings.network);
    let device = RwSignal::new(settings.device);
    // A notice's button may change it, or a GPU that went away.
    let asked = Memo::new(move |_| {
        engine.phase.track();
        engine.asked_device()
    });
    Effect::new(move |_| device.set(asked.get()));
    let runs = RwSignal::new(settings.runs);
    let batch = RwSignal::new(settings.batch);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            on_start(Settings {
                network: network.get_untracked(),
                device: device.get_untracked(),
                runs: runs.get_untracked(),
                batch: batch.get_untracked(),
                tune: settings.tune,
                threads: settings.threads,
                ..Settings::default()
            });
        }
    };
    let all = arch::all();
    let networks = Family::ALL.map(|family| {
        let paper = format!("{}, {}", family.title(), family.year());
        let options = all.iter().filter(|one| one.family == family).map(|one| {
            let name = one.name;
            let chosen = move || network.with(|chosen| chosen == name);
            view! { <option value=name selected=chosen>{one.title}</option> }
        });
        view! { <optgroup label=paper>{options.collect_view()}</optgroup> }
    });
    let devices = DEVICES.map(|(choice, title)| {
        view! {
            <label>
                <input
                    type="radio"
                    name="device"
                    data-testid=format!("device-{}", device_name(choice))
                    prop:checked=move || device.get() == choice
                    on:change=move |_| device.set(choice)
                />
                <span>{title}</span>
            </label>
        }
    });
    let batches = BATCHES.map(|number| {
        view! {
            <label>
                <input
                    type="radio"
                    name="batch"
                    data-testid=format!("batch-{number}")
                    prop:checked=move || batch.get() == number
                    on:change=move |_| batch.set(number)
                />
                <span>{number}</span>
            </label>
        }
    });
    let change_runs = move |event| {
        if let Some(number @ 1..=MOST_RUNS) = dom::whole(&event_target_value(&event)) {
            runs.set(number);
        }
    };
    view! {
        <form class="card fields" on:submit=submit>
            <label class="field">
                <span>"Network"</span>
                <select data-testid="network" on:change=move |event| network.set(event_target_value(&event))>
                    {networks.into_iter().collect_view()}
                </select>
            </label>
            <fieldset class="field">
                <legend>"Device"</legend>
                <div class="tabs">{devices.into_iter().collect_view()}</div>
            </fieldset>
            <fieldset class="field">
                <legend>"Inputs at once"</legend>
                <div class="tabs">{batches.into_iter().collect_view()}</div>
            </fieldset>
            <label class="field">
                <span>"Runs"</span>
                <input
                    type="number"
                    min="1"
                    max=MOST_RUNS.to_string()
                    inputmode="numeric"
                    required
                    data-testid="runs"
                    prop:value=move || runs.get().to_string()
                    on:change=change_runs
                />
            </label>
            <button
                type="submit"
                class="main"
                data-testid="start"
                aria-disabled=move || busy.get().then_some("true")
            >
                {move || if busy.get() { "Timing" } else { "Time it" }}
            </button>
        </form>
    }
}
