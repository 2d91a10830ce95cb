//! The foot of every page: whose it is.

use leptos::prelude::*;

/// Licences, ours and others'. `cargo xtask build` writes the file (xtask/src/licences.rs).
#[component]
pub fn Foot() -> impl IntoView {
    view! {
        <footer class="bottom small">
            <p>
                "Open source, under MIT or Apache-2.0. "
                <a href="licences.txt">"Licences of what it is made of"</a>
            </p>
        </footer>
    }
}
