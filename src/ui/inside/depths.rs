//! An idea explained at three depths: a line, a paragraph, and the paper's own formula.

use leptos::prelude::*;

/// An explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// In one line.
    pub line: &'static str,
    /// In a paragraph.
    pub paragraph: &'static str,
    /// As the paper writes it.
    pub formula: &'static str,
    /// Where the paper does.
    pub reference: &'static str,
}

/// The line, and the rest for who opens it.
#[component]
pub fn Depths(
    /// The explanation.
    told: Told,
) -> impl IntoView {
    let Told { line, paragraph, formula, reference } = told;
    view! {
        <div class="depths">
            <p>{line}</p>
            <details>
                <summary>"More, and the formula"</summary>
                <p>{paragraph}</p>
                <p class="formula">{formula}</p>
                <p class="small">{reference}</p>
            </details>
        </div>
    }
}
