//! How far a timing is, as it is shown while it runs.

use crate::{
    protocol::Step,
    ui::engine::{Engine, progress},
};
use leptos::prelude::*;

/// A bar and a line of words.
#[component]
pub fn Progress(
    /// The engine.
    engine: Engine,
) -> impl IntoView {
    let words = move || match engine.timing.get() {
        Some((step, done, total)) => progress(step, done, total),
        None => "Getting it ready.".into(),
    };
    view! {
        <progress
            aria-label="Timing"
            max="1"
            value=move || engine.timing.get().and_then(share).map(|share| format!("{share:.3}"))
        ></progress>
        <p class="small" data-testid="course">{words}</p>
    }
}

/// How much of a timing is done, 0 to 1; nothing where that cannot be known. Weights are mostly at hand,
/// and the layers alone take about as long as the runs.
fn share((step, done, total): (Step, u64, u64)) -> Option<f64> {
    let part = (total > 0).then(|| (done as f64 / total as f64).min(1.0))?;
    Some(match step {
        Step::Weights => 0.1 * part,
        Step::Shaders => 0.1,
        Step::Runs => 0.1 + 0.45 * part,
        Step::Layers => 0.55 + 0.45 * part,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timing_never_goes_back() {
        let told = [
            (Step::Weights, 0, 9),
            (Step::Weights, 9, 9),
            (Step::Runs, 0, 50),
            (Step::Runs, 49, 50),
            (Step::Layers, 0, 7),
            (Step::Layers, 7, 7),
        ];
        let shares: Vec<_> = told.into_iter().filter_map(share).collect();
        assert!(shares.windows(2).all(|pair| pair[0] <= pair[1]), "{shares:?}");
        assert_eq!((shares.first(), shares.last()), (Some(&0.0), Some(&1.0)));
        assert_eq!(share((Step::Weights, 5, 0)), None);
    }
}
