//! Dropout sampled: how far thirty thinned networks agree.

use crate::{
    arch::{Network, Op, alexnet},
    protocol::look::{Bar, Finding, Question, Spread},
    ui::{
        inside::{failed::Failed, lab::Lab, looked::Looked},
        words,
    },
};
use leptos::prelude::*;
use std::sync::Arc;

/// As many thinned networks are asked.
const SAMPLES: u32 = 30;
/// As many classes are shown.
const SHOWN: usize = 5;

/// The card.
#[component]
pub fn DropoutCard(
    /// The laboratory.
    lab: Lab,
    /// The network's table.
    network: Arc<Network>,
) -> impl IntoView {
    // Nothing is sampled unasked: it is thirty runs of the largest layers.
    let seed = RwSignal::new(None::<u64>);
    let found = lab.find(move || Some(Question::Dropout { samples: SAMPLES, seed: seed.get()? }));
    let spread = Memo::new(move |_| {
        found.finding.with(|finding| match finding {
            Some(Finding::Spread(spread)) => Some(spread.clone()),
            _ => None,
        })
    });
    let sentence = move || spread.with(|spread| Some(words(spread.as_ref()?, &lab.looked.get()?)));
    Effect::new(move |_| {
        if let Some(said) = sentence() {
            lab.live.say(said);
        }
    });
    let label = move || match seed.get() {
        None => format!("Ask {SAMPLES} thinned networks"),
        Some(_) => "Again, with other units".into(),
    };
    let again = move |_| seed.update(|seed| *seed = Some(seed.map_or(1, |seed| seed + 1)));
    let remark = move || match (found.is_busy(), sentence()) {
        (true, _) => format!("Asking {SAMPLES} networks at once."),
        (false, Some(said)) => said,
        (false, None) => dropped(&network),
    };
    let bars = move || {
        let (spread, looked) = (spread.get()?, lab.looked.get()?);
        Some(view! { <Bars spread looked /> })
    };
    view! {
        <div class="row">
            <button type="button" data-testid="dropout-ask" on:click=again>{label}</button>
        </div>
        <p class="small" data-testid="dropout-said">{remark}</p>
        <Failed found what="The answers" />
        <div class="spread-box" data-figure="" class:asked=move || seed.with(Option::is_some)>{bars}</div>
    }
}

/// A class a line: the range as a thin bar, mean and deviation as a thick one.
#[component]
fn Bars(spread: Spread, looked: Looked) -> impl IntoView {
    let line = |bar: &Bar| {
        let percent = |share: f32| 100.0 * share.clamp(0.0, 1.0);
        let (low, high) = (percent(bar.range[0]), percent(bar.range[1]));
        let from = percent(bar.mean - bar.deviation);
        let to = percent(bar.mean + bar.deviation);
        let span = |from: f32, to: f32| format!("left:{from:.2}%; width:{:.2}%", to - from);
        view! {
            <tr data-testid=format!("spread-{}", bar.class)>
                <th scope="row">{looked.label(bar.class)}</th>
                <td class="whisker" aria-hidden="true">
                    <span>
                        <i class="range" style=span(low, high)></i>
                        <i class="deviation" style=span(from, to)></i>
                        <i class="all-units" style=format!("left:{:.2}%", percent(bar.plain))></i>
                    </span>
                </td>
                <td>{words::percent(bar.mean)}</td>
                <td>{format!("\u{b1} {}", words::percent(bar.deviation))}</td>
                <td class="wide">{format!("{} to {}", words::percent(bar.range[0]), words::percent(bar.range[1]))}</td>
                <td class="wide">{words::percent(bar.plain)}</td>
            </tr>
        }
    };
    view! {
        <table class="spread-table" data-testid="spread">
            <caption class="unseen">{format!("Answers of {} thinned networks", spread.samples)}</caption>
            <thead>
                <tr>
                    <th scope="col">"Class"</th>
                    <td aria-hidden="true"></td>
                    <th scope="col">"mean"</th>
                    <th scope="col">"deviation"</th>
                    <th scope="col" class="wide">"range"</th>
                    <th scope="col" class="wide">"all units"</th>
                </tr>
            </thead>
            <tbody>{spread.classes.iter().take(SHOWN).map(line).collect_view()}</tbody>
        </table>
        <p class="small">"Thin: from the lowest to the highest. Thick: mean and deviation. Line: with all units."</p>
    }
}

/// How many numbers are dropped, and of which rows; what the paper drops, where that is other.
fn dropped(network: &Network) -> String {
    let [here, paper] = [network, &alexnet::paper()].map(|network| {
        let rows = network.rows.iter().zip(network.sources());
        let (rates, names): (Vec<f32>, Vec<&str>) = rows
            .filter_map(|(row, from)| match row.op {
                Op::Dropout { rate } => Some((rate, network.rows.get(from.input?)?.name.as_str())),
                _ => None,
            })
            .unzip();
        let rate = rates.first().copied().unwrap_or_default();
        format!("{:.0} % of what {} give", 100.0 * rate, names.join(" and "))
    });
    match here == paper {
        true => format!("{here} is dropped, as in the paper."),
        false => format!("{here} is dropped; in the paper {paper}."),
    }
}

/// How far they agree.
fn words(spread: &Spread, looked: &Looked) -> String {
    let Some(first) = spread.classes.first() else { return "There is no answer.".into() };
    format!(
        "{} on average {}, give or take {}, over {} thinned networks.",
        looked.label(first.class),
        words::percent(first.mean),
        words::percent(first.deviation),
        spread.samples
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocol::look::Which, protocol::photo::Slot};

    #[test]
    fn what_is_dropped_is_the_tables() {
        assert_eq!(
            dropped(&alexnet::torchvision()),
            "50 % of what avgpool and fc6 give is dropped; in the paper 50 % of what fc6 and fc7 give."
        );
        let printed = "50 % of what fc6 and fc7 give is dropped, as in the paper.";
        assert_eq!(dropped(&alexnet::bvlc()), printed);
    }

    #[test]
    fn agreement_is_told() {
        let labels = vec!["tabby, tabby cat".into(), "espresso".into()];
        let network = alexnet::torchvision().with_classes(2);
        let looked =
            Looked::new(Which::Photo(Slot::AlexNet), "AlexNet".into(), network, labels.into());
        let bar = Bar { class: 1, plain: 0.7, mean: 0.654, deviation: 0.04, range: [0.5, 0.8] };
        let spread = Spread { samples: 30, classes: vec![bar] };
        assert_eq!(
            words(&spread, &looked),
            "Espresso on average 65.4\u{a0}%, give or take 4.0\u{a0}%, over 30 thinned networks."
        );
    }
}
