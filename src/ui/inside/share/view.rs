//! The state of the view: what is looked at, and what is changed. Never the picture.

use super::{
    super::{lab::Lab, looked::Looked, room::Room},
    edits,
};
use crate::{
    arch::Edit,
    protocol::{look::Which, photo::Slot},
    ui::ramp::net,
};
use leptos::prelude::*;

/// What a link says about looking inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// Which of the networks for photographs.
    pub of: Option<Slot>,
    /// The tool in use.
    pub room: Option<Room>,
    /// The open row; also the name of a block, for its last row.
    pub row: Option<String>,
    /// The class that is asked about.
    pub class: Option<u32>,
    /// What is changed.
    pub edits: Vec<Edit>,
}

impl View {
    /// What the laboratory shows now; the default while it shows nothing.
    pub fn of(lab: Lab) -> Self {
        let view = Self {
            of: None,
            room: lab.room.get(),
            row: lab.row.get(),
            class: lab.chosen.get(),
            edits: lab.edits.get(),
        };
        let which = lab.looked.with(|looked| looked.as_ref().map(|looked| looked.which));
        match which {
            Some(Which::Photo(slot)) if view != Self::default() => Self { of: Some(slot), ..view },
            _ => view,
        }
    }

    /// Takes in what a part of an address says. Names of other things are left alone.
    pub fn read(&mut self, name: &str, value: &str) {
        // Some programs write these signs in numbers when they pass an address on.
        let value =
            value.replace("%2C", ",").replace("%2c", ",").replace("%3A", ":").replace("%3a", ":");
        match name {
            "inside" => self.room = Room::find(&value),
            "of" => {
                self.of = Slot::ALL.into_iter().find(|slot| net(slot.family()) == value);
            }
            "row" => self.row = edits::is_row(&value).then_some(value),
            "class" => self.class = value.parse().ok(),
            _ => self.edits.extend(edits::read(name, &value)),
        }
    }

    /// From `inside=why&row=c3`.
    pub fn parse(query: &str) -> Self {
        let mut view = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            view.read(name, value);
        }
        view
    }

    /// The parts of an address that say it; none for the default.
    pub fn write(&self) -> Vec<String> {
        let parts = [
            self.room.map(|room| format!("inside={}", room.name())),
            self.of.map(|slot| format!("of={}", net(slot.family()))),
            self.row.as_ref().map(|row| format!("row={row}")),
            self.class.map(|class| format!("class={class}")),
        ];
        parts.into_iter().flatten().chain(edits::write(&self.edits)).collect()
    }

    /// Whether it is about this network.
    pub fn fits(&self, looked: &Looked) -> bool {
        self.of.is_none_or(|slot| looked.which == Which::Photo(slot))
    }

    /// The same with what this network has: rows and changes that it has not are left out, blocks
    /// become their last rows.
    pub fn within(&self, looked: &Looked) -> Self {
        let row = |name: &str| looked.row(name).or_else(|| block_end(looked, name));
        let named = |index: usize| looked.network.rows.get(index).map(|row| row.name.clone());
        let edit = |edit: &Edit| {
            let index = row(&edit.row).filter(|index| looked.network.can(*index, &edit.change))?;
            Some(Edit { row: named(index)?, change: edit.change.clone() })
        };
        let mut edits = Vec::new();
        self.edits.iter().filter_map(edit).for_each(|edit| edits::add(&mut edits, edit));
        Self {
            row: self.row.as_deref().and_then(row).and_then(named),
            class: self.class.filter(|class| (*class as usize) < looked.network.classes()),
            edits,
            ..self.clone()
        }
    }
}

/// The row in which the skip connection of `conv3_2` ends.
fn block_end(looked: &Looked, block: &str) -> Option<usize> {
    looked.network.rows.iter().rposition(|row| {
        let of = row.name.split_once('.').map(|(of, _)| of);
        of == Some(block) && row.add.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{Change, find};

    fn looked(network: &str) -> Looked {
        let which = Which::Photo(Slot::ResNet);
        Looked::new(which, network.into(), find(network).unwrap(), Vec::new().into())
    }

    #[test]
    fn views_survive_an_address() {
        let view = View {
            of: Some(Slot::ResNet),
            room: Some(Room::Why),
            row: Some("conv3_2.3".into()),
            class: Some(281),
            edits: vec![Edit::new("conv3_2.3", Change::CutSkip)],
        };
        let query = view.write().join("&");
        assert_eq!(query, "inside=why&of=resnet&row=conv3_2.3&class=281&cut=conv3_2.3");
        assert_eq!(View::parse(&query), view);
        assert_eq!(View::parse("silence=c1%3A0%2Cc3%3A1").edits.len(), 2);
        assert!(View::default().write().is_empty());
    }

    #[test]
    fn only_what_the_network_has_is_shown() {
        let view = View::parse("row=conv3_2&class=1000&cut=conv3_2,conv9_1.3,conv3_2.1&off=norm1");
        let within = view.within(&looked("resnet50"));
        assert_eq!(within.row.as_deref(), Some("conv3_2.3"), "a block is its last row");
        assert_eq!(within.edits, [Edit::new("conv3_2.3", Change::CutSkip)]);
        assert_eq!(within.class, None);
        assert_eq!(
            View::parse("row=conv3_2").within(&looked("resnet18")).row.as_deref(),
            Some("conv3_2.2")
        );
        assert_eq!(View::parse("row=c1").within(&looked("resnet18")).row, None);
    }

    #[test]
    fn of_changes_that_contradict_each_other_the_first_is_shown() {
        let within = |query: &str, network| View::parse(query).within(&looked(network)).edits;
        assert_eq!(
            within("cut=conv3_2.3,conv3_2&branch=conv3_2.3,conv3_3.3", "resnet50"),
            [Edit::new("conv3_2.3", Change::CutSkip), Edit::new("conv3_3.3", Change::CutBranch)]
        );
        assert_eq!(within("off=norm1,norm1", "alexnet"), [Edit::new("norm1", Change::Off)]);
        assert_eq!(within("average=s2&maximum=s2,s4", "lenet5").len(), 2);
        assert_eq!(
            within("silence=c1:4.0,c3:1,c1:2-4", "lenet5"),
            [
                Edit::new("c1", Change::Silence(vec![0, 2, 3, 4])),
                Edit::new("c3", Change::Silence(vec![1]))
            ],
            "a row has one list of silent channels"
        );
    }

    #[test]
    fn a_view_is_about_the_network_it_names() {
        let resnet = looked("resnet18");
        assert!(View::parse("of=resnet").fits(&resnet) && View::default().fits(&resnet));
        assert!(!View::parse("of=alexnet").fits(&resnet));
    }
}
