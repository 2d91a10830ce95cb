//! In which order maps are shown, and what their colours mean.

use super::{
    desk::Desk,
    open::Open,
    order::{Order, Scale, rounded},
};
use crate::ui::words;
use leptos::prelude::*;

/// The two choices, and the ends of the fixed scale.
#[component]
pub fn Controls(
    /// What the room is about.
    desk: Desk,
) -> impl IntoView {
    let order = move |order: Order, title: &'static str, name: &'static str| {
        view! {
            <Choice
                group="saw-order"
                name
                title
                chosen=Signal::derive(move || desk.order() == order)
                choose=Callback::new(move |()| desk.set_order(order))
            />
        }
    };
    let scale = move |scale: Scale, title: &'static str, name: &'static str| {
        let choose = move |()| {
            if scale == Scale::Fixed {
                take_range(desk);
            }
            desk.scale.set(scale);
        };
        view! {
            <Choice
                group="saw-scale"
                name
                title
                chosen=Signal::derive(move || in_force(desk) == scale)
                choose=Callback::new(choose)
            />
        }
    };
    let spatial = Memo::new(move |_| is_spatial(desk));
    view! {
        <div class="row saw-controls">
            <fieldset class="tabs">
                <legend class="unseen">"Order"</legend>
                {order(Order::Number, "By number", "saw-order-number")}
                {order(Order::Strongest, "Strongest first", "saw-order-strongest")}
            </fieldset>
            <fieldset class="tabs">
                <legend class="unseen">"Scale"</legend>
                <Show when=move || spatial.get()>
                    {scale(Scale::Map, "Each map", "saw-scale-map")}
                </Show>
                {scale(Scale::Layer, "Layer", "saw-scale-layer")}
                {scale(Scale::Fixed, "Fixed", "saw-scale-fixed")}
            </fieldset>
            <Show when=move || desk.scale.get() == Scale::Fixed>
                <div class="row saw-ends">
                    <End desk end=0 title="Black" name="saw-black" />
                    <End desk end=1 title="White" name="saw-white" />
                </div>
            </Show>
        </div>
    }
}

fn is_spatial(desk: Desk) -> bool {
    desk.open.with(|open| open.as_ref().is_none_or(Open::is_spatial))
}

/// Units have no range of their own.
pub fn in_force(desk: Desk) -> Scale {
    match desk.scale.get() {
        Scale::Map if !is_spatial(desk) => Scale::Layer,
        scale => scale,
    }
}

/// The fixed scale begins as the layer's, in round numbers.
fn take_range(desk: Desk) {
    let range = untrack(|| desk.with_maps(|maps| maps.range));
    if let Some([least, largest, _]) = range.filter(|[least, largest, _]| least < largest) {
        desk.fixed.set([rounded(least), rounded(largest)]);
    }
}

#[component]
fn Choice(
    group: &'static str,
    name: &'static str,
    title: &'static str,
    chosen: Signal<bool>,
    choose: Callback<()>,
) -> impl IntoView {
    view! {
        <label>
            <input
                type="radio"
                name=group
                data-testid=name
                prop:checked=chosen
                on:change=move |_| choose.run(())
            />
            <span>{title}</span>
        </label>
    }
}

/// One end of the fixed scale.
#[component]
fn End(desk: Desk, end: usize, title: &'static str, name: &'static str) -> impl IntoView {
    let value = move || desk.fixed.with(|fixed| fixed.get(end).copied().unwrap_or_default());
    let change = move |event| {
        if let Some(number) = read(&event_target_value(&event)) {
            desk.fixed.update(|fixed| {
                if let Some(place) = fixed.get_mut(end) {
                    *place = number;
                }
            });
        }
    };
    view! {
        <label class="small">
            {title}
            <input
                type="number"
                step="any"
                data-testid=name
                prop:value=move || value().to_string()
                on:change=change
            />
        </label>
    }
}

/// A number as a visitor writes it.
fn read(text: &str) -> Option<f32> {
    let number: f32 = text.trim().replace(',', ".").parse().ok()?;
    number.is_finite().then_some(number)
}

/// The ends of the scale in words, and what they are.
pub fn scale_words(desk: Desk) -> ([String; 2], &'static str) {
    let range = || {
        let [least, largest, _] = desk.with_maps(|maps| maps.range)?;
        Some([least, largest].map(words::value))
    };
    match in_force(desk) {
        Scale::Map => {
            (["its least".into(), "its largest".into()], "Each map has a scale of its own.")
        }
        Scale::Layer => (range().unwrap_or_default(), "One scale for all of the layer."),
        Scale::Fixed => {
            (desk.fixed.get().map(words::value), "This scale stays, whatever the picture.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!((read("-1.5"), read(" 0,25 ")), (Some(-1.5), Some(0.25)));
        assert_eq!(["", "inf", "NaN", "one"].map(read), [None; 4]);
    }
}
