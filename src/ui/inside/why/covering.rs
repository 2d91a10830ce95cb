//! The occlusion map: a patch goes over the input, and the class loses something wherever it needs
//! what is covered.

use super::{Told, heat, ideas::OCCLUSION, numbers::Numbers, reading::Reading, told};
use crate::{
    arch::Span,
    protocol::look::Question,
    ui::{
        inside::{
            depths::Depths,
            lab::Lab,
            run::{Run, RunBar, by_itself},
        },
        words,
    },
};
use leptos::prelude::*;

/// The controls, the run and the map.
#[component]
pub fn Covering(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let side =
        Memo::new(move |_| lab.looked.with(|looked| looked.as_ref().map_or(1, |it| it.side())));
    let sizes = RwSignal::new([None::<u32>; 2]);
    let patch = Memo::new(move |_| {
        let (choices, first) = told::patches(side.get());
        sizes.get()[0].filter(|patch| choices.contains(patch)).unwrap_or(first)
    });
    let stride = Memo::new(move |_| {
        let (choices, first) = told::strides(side.get(), patch.get());
        sizes.get()[1].filter(|stride| choices.contains(stride)).unwrap_or(first)
    });
    let run = Run::new(lab, false, move || {
        Some(Question::Occlusion { class: lab.class()?, patch: patch.get(), stride: stride.get() })
    });
    let map = Memo::new(move |_| heat(run.found));
    Effect::new(move |_| lab.heat.set(map.get()));
    let takes = Signal::derive(move || {
        let title = lab.looked.with(|looked| looked.as_ref().map(|it| it.title.clone()));
        let places = Span::places(side.get(), patch.get() as usize, stride.get() as usize).len();
        format!("{} of {}", words::runs(places * places), title.unwrap_or_default())
    });
    let quiet = Signal::derive(move || by_itself(lab));
    let choice = move |size: usize, label: &'static str, name: &'static str| {
        let value = if size == 0 { patch } else { stride };
        let choices = move || match size {
            0 => told::patches(side.get()).0.to_vec(),
            _ => told::strides(side.get(), patch.get()).0,
        };
        let option = move |pixels: u32| {
            let words = match size {
                0 => format!("{pixels} \u{d7} {pixels} pixels"),
                _ if pixels == 1 => "1 pixel".into(),
                _ => format!("{pixels} pixels"),
            };
            view! {
                <option value=pixels.to_string() prop:selected=move || value.get() == pixels>{words}</option>
            }
        };
        let choose = move |event| {
            sizes.update(|sizes| sizes[size] = event_target_value(&event).parse().ok());
        };
        view! {
            <label class="ask">
                <span class="small">{label}</span>
                <select data-testid=name prop:value=move || value.get().to_string() on:change=choose>
                    {move || choices().into_iter().map(option).collect_view()}
                </select>
            </label>
        }
    };
    view! {
        <Depths told=OCCLUSION />
        <div class="row asks">
            {choice(0, "Patch", "patch")}
            {choice(1, "Step", "stride")}
        </div>
        <RunBar run name="occlusion" start="Cover it place by place" takes />
        <Told lab heat=map words=told::occlusion quiet nothing="Nothing has been covered yet." />
        <Reading lab title="Occlusion map: how far the score falls, as the mean of all patches that cover a place" words=told::fall />
        <Numbers heat=map caption="How much the score falls under each patch" />
    }
}
