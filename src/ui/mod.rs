//! The page: Leptos on the browser's main thread. It never touches a tensor: all it knows comes
//! from [`crate::protocol`] messages and from the tables in [`crate::arch`].

mod apart;
mod bench;
mod copy;
mod dom;
mod draw;
mod engine;
mod foot;
mod header;
mod inside;
mod later;
mod live;
mod machine;
mod mosaic;
mod notice;
mod photo;
mod preview;
mod ramp;
mod reflect;
mod samples;
mod save;
mod script;
mod settings;
mod slices;
mod versus;
mod visibility;
mod words;

use engine::{Engine, Phase};
use leptos::prelude::*;
use live::{Live, LiveRegion};
use settings::Settings;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// The pages there are; one program shows them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    /// Draw a digit.
    Draw,
    /// Show it a photo.
    Photo,
    /// Time the networks.
    Bench,
}

impl Page {
    /// By the address; some hosts leave `.html` out.
    fn of(path: &str) -> Self {
        let is = |name: &str| {
            path.ends_with(&format!("/{name}.html")) || path.ends_with(&format!("/{name}"))
        };
        if is("bench") {
            Self::Bench
        } else if is("photo") {
            Self::Photo
        } else {
            Self::Draw
        }
    }
}

/// Puts the page where its skeleton stands, and starts the engine.
pub fn start() {
    std::panic::set_hook(Box::new(|defect| {
        leptos::logging::error!("{defect}");
        // index.html shows what to do instead of a page that no longer answers.
        if let Some(body) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.body()) {
            let _ = body.set_attribute("data-engine", "failed");
            let _ = body.set_attribute("data-page-failed", "");
        }
    }));
    let place =
        document().get_element_by_id("app").and_then(|place| place.dyn_into::<HtmlElement>().ok());
    match place {
        // Most of this page is fetched; its skeleton stands until then.
        Some(place) if Page::of(&dom::path()) == Page::Bench => {
            // Leptos's own way is there once something is mounted.
            wasm_bindgen_futures::spawn_local(async move {
                // Where it does not come, the page says so.
                drop(apart::fetch().await);
                fill(place);
            });
        }
        // The browser has just begun with the program; a task of its own keeps both short.
        Some(place) => set_timeout(move || fill(place), Duration::ZERO),
        None => mount_to_body(App),
    }
}

fn fill(place: HtmlElement) {
    mount_to(place, App).forget();
    later::clear_skeleton();
    // It only came late, where index.html has given it up. What breaks from here on is told again.
    if let Some(body) = document().body() {
        let _ = body.remove_attribute("data-page-failed");
    }
}

#[component]
fn App() -> impl IntoView {
    let page = Page::of(&dom::path());
    let settings = Settings::parse(&dom::query());
    // The other pages load what they time and ask.
    let network = (page == Page::Draw).then(|| settings.reader());
    let engine = Engine::new(settings.device, network);
    let live = Live::new();
    script::offer(engine);
    Effect::new(move |_| {
        let name = engine.phase.with(Phase::name);
        let device = engine
            .device
            .with(|device| device.as_ref().map(|device| if device.gpu { "gpu" } else { "cpu" }));
        if let Some(body) = document().body() {
            // Fails only for names that are none.
            let _ = body.set_attribute("data-engine", name);
            let _ = match device {
                Some(device) => body.set_attribute("data-device", device),
                None => body.remove_attribute("data-device"),
            };
        }
    });
    engine.start();
    apart::fetch_early(engine);
    view! {
        <header::Header page engine />
        {match page {
            Page::Draw => view! { <draw::DrawPage engine live /> }.into_any(),
            Page::Photo => view! { <photo::PhotoPage engine live settings /> }.into_any(),
            Page::Bench => view! { <bench::BenchPage engine live settings /> }.into_any(),
        }}
        <foot::Foot />
        <LiveRegion live />
    }
}

#[cfg(test)]
mod tests {
    use super::Page;

    #[test]
    fn pages_by_address() {
        assert_eq!(["/", "/index.html", "/benches/"].map(Page::of), [Page::Draw; 3]);
        assert_eq!(
            ["/bench.html", "/triptych/bench.html", "/bench"].map(Page::of),
            [Page::Bench; 3]
        );
        assert_eq!(["/photo.html", "/triptych/photo"].map(Page::of), [Page::Photo; 2]);
    }
}
