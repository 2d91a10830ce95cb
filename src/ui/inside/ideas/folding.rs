//! Batch normalisation in two steps and folded, both computed on this device.

use crate::{
    protocol::look::{Finding, Question, Unfolded},
    ui::{
        dom,
        inside::{failed::Failed, lab::Lab},
        words,
    },
};
use leptos::prelude::*;

/// The card.
#[component]
pub fn FoldingCard(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let channel = RwSignal::new(0_u32);
    let found = lab.find_plain(move || Some(Question::Unfolded { channel: channel.get() }));
    let shown = move || {
        if found.error.with(Option::is_some) {
            return ().into_any();
        }
        match found.finding.get() {
            Some(Finding::Unfolded(Some(both))) => view! { <Both both /> }.into_any(),
            Some(Finding::Unfolded(None)) => view! {
                <p class="small" data-testid="folded-already">
                    "These weights came with batch normalisation folded in: mean and variance are not in the file, \
                    so there is nothing to unfold. Weights under torchvision\u{2019}s names have them."
                </p>
            }
            .into_any(),
            _ => view! { <p class="small">"Computing the layer both ways."</p> }.into_any(),
        }
    };
    let maps = move || {
        let has = found.finding.with(|finding| matches!(finding, Some(Finding::Unfolded(Some(_)))));
        let maps = lab.looked.with(|looked| Some(looked.as_ref()?.rows.first()?.output[2]));
        has.then_some(maps).flatten()
    };
    let field = move || {
        let most = maps()?;
        let put = move |event| {
            let number = dom::whole(&event_target_value(&event));
            if let Some(number) = number.filter(|number| (1..=most as u32).contains(number)) {
                channel.set(number - 1);
            }
        };
        Some(view! {
            <label>
                <span>"Map"</span>
                <input
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=most.to_string()
                    data-testid="folding-map"
                    prop:value=move || (channel.get() + 1).to_string()
                    on:change=put
                />
            </label>
        })
    };
    view! {
        <div class="place-fields">{field}</div>
        <Failed found what="Both ways" />
        <div class="neighbourhood" data-figure="">{shown}</div>
    }
}

#[component]
fn Both(both: Unfolded) -> impl IntoView {
    let line = |name: &'static str, apart: String, folded: String| {
        view! { <tr><th scope="row">{name}</th><td>{apart}</td><td>{folded}</td></tr> }
    };
    let [apart, folded] = formulas(&both);
    view! {
        <table class="folding" data-testid="folding">
            <caption class="small">{format!("{}, map {}", both.row, both.channel + 1)}</caption>
            <thead><tr><td></td><th scope="col">"in two steps"</th><th scope="col">"folded"</th></tr></thead>
            <tbody>
                {line("What is done", apart, folded)}
                {line("Largest number of the map", number(both.both[0]), number(both.both[1]))}
            </tbody>
        </table>
        <p class="small" data-testid="folding-difference">{difference(&both)}</p>
    }
}

/// What is done to a number, in two steps and in one.
fn formulas(both: &Unfolded) -> [String; 2] {
    let apart = format!(
        "(x {}) / \u{221a}({} + 0.00001) \u{d7} {} {}",
        term(['+', '\u{2212}'], both.mean),
        number(both.variance),
        number(both.slope),
        term(['\u{2212}', '+'], both.offset)
    );
    [apart, format!("{} x {}", number(both.scale), term(['\u{2212}', '+'], both.shift))]
}

fn number(value: f32) -> String {
    words::decimals(value.into(), 6)
}

/// A number and the sign before it: the first of two where it is below 0.
fn term([below, above]: [char; 2], value: f32) -> String {
    let text = number(value);
    match text.strip_prefix('\u{2212}') {
        Some(size) => format!("{below} {size}"),
        None => format!("{above} {text}"),
    }
}

/// How far the two ways are apart.
fn difference(both: &Unfolded) -> String {
    let numbers = words::thousands(both.numbers as usize);
    match both.difference {
        0.0 => format!("All {numbers} numbers of the layer are the same to the last bit."),
        difference => format!(
            "Of all {numbers} numbers of the layer, none differs by more than {difference:.1e}; the largest is {:.3}.",
            both.largest
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unfolded() -> Unfolded {
        Unfolded {
            row: "conv1".into(),
            channel: 3,
            slope: 0.25,
            offset: 0.125,
            mean: 0.0,
            variance: 1.0,
            scale: 0.25,
            shift: 0.125,
            both: [1.0, 1.0],
            numbers: 802_816,
            largest: 5.25,
            difference: 9.5e-7,
        }
    }

    #[test]
    fn formulas_have_one_sign_before_a_number() {
        let [apart, folded] = formulas(&unfolded());
        assert_eq!(
            apart,
            "(x \u{2212} 0.000000) / \u{221a}(1.000000 + 0.00001) \u{d7} 0.250000 + 0.125000"
        );
        assert_eq!(folded, "0.250000 x + 0.125000");
        let below = Unfolded { mean: -0.5, offset: -0.125, shift: -0.25, ..unfolded() };
        let [apart, folded] = formulas(&below);
        assert!(apart.starts_with("(x + 0.500000) /"), "{apart}");
        assert!(apart.ends_with("\u{d7} 0.250000 \u{2212} 0.125000"), "{apart}");
        assert_eq!(folded, "0.250000 x \u{2212} 0.250000");
    }

    #[test]
    fn differences_are_told() {
        let both = unfolded();
        assert_eq!(
            difference(&both),
            "Of all 802,816 numbers of the layer, none differs by more than 9.5e-7; the largest is 5.250."
        );
        let same = Unfolded { difference: 0.0, ..both };
        assert_eq!(
            difference(&same),
            "All 802,816 numbers of the layer are the same to the last bit."
        );
    }
}
