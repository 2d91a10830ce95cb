//! The class activation map, which adds up to the answer.

use super::{Told, heat, ideas::CLASS_MAP, numbers::Numbers, reading::Reading, told};
use crate::{
    protocol::look::{Heat, Question},
    ui::{
        inside::{depths::Depths, failed::Failed, lab::Lab},
        words,
    },
};
use leptos::prelude::*;

/// The map and its sum.
#[component]
pub fn ClassMap(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let found = lab.find(move || Some(Question::ClassMap { class: lab.class()? }));
    let map = Memo::new(move |_| heat(found).map(told::parts));
    Effect::new(move |_| lab.heat.set(map.get()));
    view! {
        <Depths told=CLASS_MAP />
        <Failed found what="The map" />
        <Sum heat=map />
        <p class="small why-changes">
            {move || match found.finding.with(Option::is_some) {
                true => format!("Worked out in {}.", words::milliseconds(found.ms.get())),
                false => "It is being worked out.".into(),
            }}
        </p>
        <Told lab heat=map words=told::class_map quiet=false.into() nothing="The map comes with the answer." />
        <Reading lab title="Class activation map: what each place adds to the score" words=told::part />
        <Numbers heat=map caption="What each place adds to the logit" />
    }
}

/// Places and bias, which are the logit.
#[component]
fn Sum(heat: Memo<Option<Heat>>) -> impl IntoView {
    let number = move |name: &'static str, label: &'static str, of: fn(&Heat) -> f32| {
        let value = move || heat.with(|heat| heat.as_ref().map(of));
        let label = move || match name {
            "places" => heat.with(|heat| match heat {
                Some(heat) => format!("all {} places", heat.values.len()),
                None => "all places".into(),
            }),
            _ => label.to_owned(),
        };
        view! {
            <div>
                <dt>{label}</dt>
                <dd data-testid=format!("sum-{name}") data-value=move || value().map(|value| value.to_string())>
                    {move || value().map_or_else(|| "\u{2013}".into(), words::value)}
                </dd>
            </div>
        }
    };
    view! {
        <dl class="sum" data-testid="sum">
            {number("places", "", told::sum)}
            <i aria-hidden="true">"+"</i>
            {number("bias", "bias", |heat| heat.rest)}
            <i aria-hidden="true">"="</i>
            {number("logit", "score (logit)", |heat| heat.logit)}
        </dl>
    }
}
