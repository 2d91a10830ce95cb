//! What to time.

use crate::{
    arch,
    protocol::DeviceChoice,
    ui::settings::{MOST_RUNS, NETWORKS, Settings, device_name},
};
use leptos::{ev::SubmitEvent, prelude::*};

const DEVICES: [(DeviceChoice, &str); 3] = [
    (DeviceChoice::Auto, "The best there is"),
    (DeviceChoice::Gpu, "GPU"),
    (DeviceChoice::Cpu, "CPU"),
];

/// Network, device, number of runs.
#[component]
pub fn Form(
    /// What the fields begin with.
    settings: Settings,
    /// Whether a timing is under way.
    busy: Memo<bool>,
    /// Called with what was chosen.
    on_start: impl Fn(Settings) + 'static,
) -> impl IntoView {
    let network = RwSignal::new(settings.network);
    let device = RwSignal::new(settings.device);
    let runs = RwSignal::new(settings.runs);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            on_start(Settings {
                network: network.get_untracked(),
                device: device.get_untracked(),
                runs: runs.get_untracked(),
                ..Settings::default()
            });
        }
    };
    let networks = NETWORKS.iter().map(|name| {
        let title = arch::find(name).map_or(*name, |network| network.title);
        view! { <option value=*name selected=move || network.with(|chosen| chosen == name)>{title}</option> }
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
    let change_runs = move |event| {
        if let Ok(number @ 1..=MOST_RUNS) = event_target_value(&event).trim().parse() {
            runs.set(number);
        }
    };
    view! {
        <form class="card fields" on:submit=submit>
            <label class="field">
                <span>"Network"</span>
                <select data-testid="network" on:change=move |event| network.set(event_target_value(&event))>
                    {networks.collect_view()}
                </select>
            </label>
            <fieldset class="field">
                <legend>"Device"</legend>
                <div class="tabs">{devices.into_iter().collect_view()}</div>
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
