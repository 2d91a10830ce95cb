//! The papers' ideas, on and off: those that the network in view has.

mod connections;
mod dropout;
mod folding;
mod norm;
mod place;
mod pooling;
mod switches;
mod texts;

use super::{
    depths::{Depths, Told},
    lab::Lab,
};
use crate::arch::{Network, Offset, Op};
use connections::ConnectionTable;
use dropout::DropoutCard;
use folding::FoldingCard;
use leptos::prelude::*;
use norm::NormCard;
use pooling::PoolingCard;

/// An idea of one of the papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Idea {
    /// C3's connection table, 1998.
    Connections,
    /// Local response normalisation, 2012.
    Norm,
    /// Dropout, 2012.
    Dropout,
    /// The largest number of a window, or their mean.
    Pooling,
    /// Batch normalisation, 2015.
    Folding,
}

impl Idea {
    const ALL: [Self; 5] =
        [Self::Connections, Self::Norm, Self::Dropout, Self::Pooling, Self::Folding];

    /// For tests.
    fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Norm => "norm",
            Self::Dropout => "dropout",
            Self::Pooling => "pooling",
            Self::Folding => "folding",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Connections => "Which maps C3 sees",
            Self::Norm => "Local response normalisation",
            Self::Dropout => "Dropout",
            Self::Pooling => "Largest or mean",
            Self::Folding => "Batch normalisation, folded",
        }
    }

    fn told(self) -> Told {
        match self {
            Self::Connections => texts::CONNECTIONS,
            Self::Norm => texts::NORM,
            Self::Dropout => texts::DROPOUT,
            Self::Pooling => texts::POOLING,
            Self::Folding => texts::FOLDING,
        }
    }

    /// Whether a row is made of it.
    fn is_in(self, op: &Op) -> bool {
        match self {
            Self::Connections => matches!(op, Op::Conv2d { connections: Some(_), .. }),
            Self::Norm => matches!(op, Op::LocalResponseNorm(_)),
            Self::Dropout => matches!(op, Op::Dropout { .. }),
            Self::Pooling => matches!(op, Op::Pool { .. }),
            Self::Folding => matches!(op, Op::Conv2d { offset: Offset::BatchNorm, .. }),
        }
    }
}

/// The ideas that a network has.
fn ideas(network: &Network) -> Vec<Idea> {
    let has = |idea: &Idea| network.rows.iter().any(|row| idea.is_in(&row.op));
    Idea::ALL.into_iter().filter(has).collect()
}

/// The names of the rows that are made of an idea, in order.
fn rows(network: &Network, idea: Idea) -> Vec<String> {
    let rows = network.rows.iter().filter(|row| idea.is_in(&row.op));
    rows.map(|row| row.name.clone()).collect()
}

/// The room.
#[component]
pub fn IdeasRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let cards = move || {
        let looked = lab.looked.get()?;
        let card = |idea: Idea| {
            let rows = rows(&looked.network, idea);
            let inner = match idea {
                Idea::Connections => {
                    view! { <ConnectionTable network=looked.network.clone() /> }.into_any()
                }
                Idea::Norm => view! { <NormCard lab rows /> }.into_any(),
                Idea::Dropout => {
                    view! { <DropoutCard lab network=looked.network.clone() /> }.into_any()
                }
                Idea::Pooling => view! { <PoolingCard lab rows /> }.into_any(),
                Idea::Folding => view! { <FoldingCard lab /> }.into_any(),
            };
            let id = format!("idea-{}", idea.name());
            view! {
                <section class="idea" aria-labelledby=id.clone() data-testid=id.clone()>
                    <h3 id=id.clone()>{idea.title()}</h3>
                    <Depths told=idea.told() />
                    {inner}
                </section>
            }
        };
        Some(ideas(&looked.network).into_iter().map(card).collect_view())
    };
    view! { <div class="ideas">{cards}</div> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    #[test]
    fn each_network_shows_the_ideas_it_has() {
        let of = |name: &str| ideas(&find(name).unwrap());
        assert_eq!(of("lenet5"), [Idea::Pooling]);
        assert_eq!(of("lenet5-1998"), [Idea::Connections]);
        assert_eq!(of("alexnet"), [Idea::Norm, Idea::Dropout, Idea::Pooling]);
        assert_eq!(of("alexnet_tv"), [Idea::Dropout, Idea::Pooling]);
        assert_eq!(of("resnet50"), [Idea::Pooling, Idea::Folding]);
        let network = find("alexnet").unwrap();
        assert_eq!(rows(&network, Idea::Norm), ["norm1", "norm2"]);
        assert_eq!(rows(&network, Idea::Pooling), ["pool1", "pool2", "pool5"]);
    }
}
