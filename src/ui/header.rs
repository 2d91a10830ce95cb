//! The head of every page: the name, the pages there are, and what does the work.

use super::{
    Page,
    engine::{Engine, Phase},
    settings::Settings,
};
use leptos::prelude::*;

/// Name, pages, device.
#[component]
pub fn Header(
    /// The page that is shown.
    page: Page,
    /// The engine.
    engine: Engine,
) -> impl IntoView {
    let link = move |target: Page, address: &str, name: &'static str| {
        let current = (page == target).then_some("page");
        let address = Settings::elsewhere(address, |_| ());
        view! { <a href=address aria-current=current>{name}</a> }
    };
    let chip = move || {
        engine.phase.with(|phase| match phase {
            Phase::Failed(_) => ("Engine stopped".to_owned(), String::new(), "off"),
            _ => engine.device.with(|device| match device {
                Some(device) => {
                    let class = if device.gpu { "gpu" } else { "cpu" };
                    (device.name.clone(), format!(", {}", device.way()), class)
                }
                None => ("Waking".to_owned(), String::new(), "waking"),
            }),
        })
    };
    let chip = Memo::new(move |_| chip());
    // What there is room for on a phone.
    let short = move || match chip.get().2 {
        "gpu" => "GPU",
        "cpu" => "CPU",
        "off" => "Off",
        _ => "Waking",
    };
    view! {
        <header class="top">
            <a class="brand" href="./" aria-label="Triptych">
                <svg viewBox="0 0 30 22" aria-hidden="true">
                    <rect x="1" y="4" width="7" height="14" rx="1.5" fill="var(--lenet)" />
                    <rect x="10" y="1" width="10" height="20" rx="1.5" fill="var(--alexnet)" />
                    <rect x="22" y="4" width="7" height="14" rx="1.5" fill="var(--resnet)" />
                </svg>
                <span>"Triptych"</span>
            </a>
            <nav aria-label="Pages">
                {link(Page::Draw, "./", "Draw")}
                {link(Page::Photo, "photo.html", "Photo")}
                {link(Page::Bench, "bench.html", "Bench")}
            </nav>
            <p
                class=move || format!("chip push {}", chip.get().2)
                data-testid="chip"
                title=move || chip.with(|(name, api, _)| format!("{name}{api}"))
            >
                <span class="short" aria-hidden="true">{short}</span>
                <span class="full">{move || chip.get().0}<span class="wide">{move || chip.get().1}</span></span>
            </p>
        </header>
    }
}
