//! The bundled sample photos. Who made them stands in www/samples/photos/CREDITS.txt.

use super::{intake::fetch, studio::Studio};
use leptos::prelude::*;
use web_sys::Url;

/// File and what is on it.
const EXAMPLES: [(&str, &str); 6] = [
    ("cat", "a cat"),
    ("coffee", "a cup of coffee"),
    ("rocket", "a rocket"),
    ("temple", "a temple"),
    ("flower", "a dahlia"),
    ("camera", "a photographer"),
];

/// Samples to click.
#[component]
pub fn Examples(
    /// Where photos go.
    studio: Studio,
) -> impl IntoView {
    let example = move |(file, what): (&'static str, &'static str)| {
        view! {
            <button type="button" class="example" data-testid=format!("example-{file}") aria-label=format!("Sample: {what}") on:click=move |_| leptos::task::spawn_local(take(studio, file))>
                <img src=format!("samples/photos/{file}-small.jpg") alt="" width="144" height="144" decoding="async" />
            </button>
        }
    };
    view! {
        <div class="examples" role="group" aria-label="Sample photos">
            {EXAMPLES.map(example).into_iter().collect_view()}
        </div>
        <p class="small credits">
            "Samples under CC0, CC BY 2.0 and in the public domain: "
            <a href="samples/photos/CREDITS.txt">"whose they are"</a>
        </p>
    }
}

/// Takes a sample in, by its name.
pub async fn take(studio: Studio, file: &str) {
    let base = window().location().href().unwrap_or_default();
    if let Ok(address) = Url::new_with_base(&format!("samples/photos/{file}.jpg"), &base) {
        fetch(studio, &address.href()).await;
    }
}
