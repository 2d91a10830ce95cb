//! Which part of a photo each network looks at, and the legend to it.

use super::{
    networks::Networks,
    studio::{Studio, family},
};
use crate::{image::Preprocessing, protocol::photo::Slot};
use leptos::prelude::*;

/// How a network cuts its input out of a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Which network.
    pub slot: Slot,
    /// What it is called.
    pub title: String,
    /// What it wants.
    pub how: Preprocessing,
}

impl Default for View {
    fn default() -> Self {
        let slot = Slot::ResNet;
        Self { slot, title: family(slot).into(), how: Preprocessing::imagenet() }
    }
}

/// The loaded networks' views, or the usual one while there is none. The last is the one that the frame
/// stands for: the ResNet's, where there is one.
pub fn views(networks: &Networks) -> Vec<View> {
    let mut views = loaded(networks);
    if views.is_empty() {
        views.push(View::default());
    }
    views
}

/// The loaded networks' views; a single one where both cut the same.
fn loaded(networks: &Networks) -> Vec<View> {
    let loaded = Slot::ALL.into_iter().filter_map(|slot| {
        let network = networks.loaded(slot)?;
        let how = network.preprocessing.clone();
        Some(View { slot, title: network.title.clone(), how })
    });
    let mut views: Vec<View> = loaded.collect();
    views.dedup_by(|a, b| (a.how.resize, a.how.side) == (b.how.resize, b.how.side));
    views
}

/// The legend: what the frame becomes, or whose each of two frames is.
#[component]
pub fn Legend(
    /// The networks.
    studio: Studio,
) -> impl IntoView {
    let views = Memo::new(move |_| studio.networks.with(loaded));
    let side = |how: &Preprocessing| format!("{0} \u{d7} {0}", how.crop_side());
    let words = move || match views.get().as_slice() {
        // How large its input is, is known when one is there.
        [] => "The frame is what the networks see.".into_any(),
        [view] => format!("It becomes {} pixels.", side(&view.how)).into_any(),
        both => both
            .iter()
            .map(|view| {
                let net = super::card::slot_name(view.slot);
                let words = format!("{}: {}", view.title, side(&view.how));
                view! { <span class="key" data-net=net>{words}</span>" " }
            })
            .collect_view()
            .into_any(),
    };
    view! { <span class="legend" data-testid="crop-legend">{words}</span> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::photo::networks::tests::network;

    #[test]
    fn there_are_two_views_only_where_they_differ() {
        let mut networks = Networks::default();
        assert_eq!(views(&networks), [View::default()]);
        let mut alexnet = network(Slot::AlexNet, None);
        networks.arrived(alexnet.clone());
        networks.arrived(network(Slot::ResNet, None));
        assert_eq!(views(&networks).len(), 1);
        alexnet.preprocessing.side = 227;
        networks.arrived(alexnet);
        let slots: Vec<Slot> = views(&networks).iter().map(|view| view.slot).collect();
        assert_eq!(slots, Slot::ALL);
    }
}
