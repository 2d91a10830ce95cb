//! Wishes for networks, without an engine.

use super::*;
use crate::{image::Preprocessing, protocol::photo::LoadingStep};

fn entry(id: &str, slot: Slot, host: Option<&str>, stored: bool) -> WeightsEntry {
    WeightsEntry {
        id: id.into(),
        network: "resnet18".into(),
        title: id.to_uppercase(),
        slot,
        bytes: 9,
        host: host.map(str::to_owned),
        licence: "BSD-3".into(),
        stored,
        accuracy: None,
    }
}

/// A network in a slot.
pub(in crate::ui::photo) fn network(slot: Slot, entry: Option<&str>) -> LoadedNetwork {
    LoadedNetwork {
        slot,
        entry: entry.map(str::to_owned),
        network: "resnet18".into(),
        title: "ResNet-18".into(),
        label_set: "2 classes".into(),
        labels: vec!["a".into(), "b".into()],
        preprocessing: Preprocessing::imagenet(),
        bytes: 9,
        parameters: 2,
        macs: 3,
        peak_bytes: 0,
        load_ms: 1.0,
        stored: Some(true),
        full: false,
        accuracy: None,
        provenance: "a test".into(),
    }
}

pub(super) fn networks() -> Networks {
    let catalogue = vec![
        entry("a-far", Slot::AlexNet, Some("host"), false),
        entry("a-page", Slot::AlexNet, None, false),
        entry("r-far", Slot::ResNet, Some("host"), false),
        entry("r-kept", Slot::ResNet, Some("host"), true),
    ];
    Networks { catalogue: Some(catalogue), ..Networks::default() }
}

pub(super) fn wish(networks: &Networks, id: &str) -> Wanted {
    let mut entries = networks.catalogue.iter().flatten();
    Wanted::listed(entries.find(|entry| entry.id == id).expect("listed"))
}

#[test]
fn nothing_is_downloaded_unasked() {
    let networks = networks();
    let first =
        |slot, asked| networks.first(slot, asked, false).and_then(|w| w.entry().map(str::to_owned));
    assert_eq!(first(Slot::AlexNet, None).as_deref(), Some("a-page"));
    assert_eq!(first(Slot::AlexNet, Some("a-far")).as_deref(), Some("a-page"));
    assert_eq!(first(Slot::ResNet, None).as_deref(), Some("r-kept"));
    assert_eq!(first(Slot::ResNet, Some("r-far")).as_deref(), Some("r-kept"));
    assert_eq!(Networks::default().first(Slot::ResNet, None, false), None);
    // To whom data is dear, what lies on this machine already.
    let sparing = |slot, asked| networks.first(slot, asked, true);
    assert_eq!(sparing(Slot::AlexNet, None), None);
    assert_eq!(sparing(Slot::AlexNet, Some("a-page")), None);
    assert_eq!(sparing(Slot::ResNet, None), Some(wish(&networks, "r-kept")));
}

#[test]
fn one_is_loaded_after_the_other() {
    let mut networks = networks();
    networks.want(Slot::AlexNet, wish(&networks, "a-page"));
    networks.want(Slot::ResNet, wish(&networks, "r-far"));
    assert_eq!(
        networks.next().and_then(|w| w.entry().map(str::to_owned)).as_deref(),
        Some("a-page")
    );
    assert_eq!(networks.next(), None);
    networks.arrived(network(Slot::AlexNet, Some("a-page")));
    assert_eq!(
        networks.next().and_then(|w| w.entry().map(str::to_owned)).as_deref(),
        Some("r-far")
    );
    let step = LoadingStep::Download;
    networks.progress(Loading { entry: None, step, done: 4, total: 9, per_second: 1.0 });
    networks.refused(Some(Error::Offline { what: "r-far".into() }), 3);
    let side = networks.side(Slot::ResNet);
    assert!(side.wanted.is_none() && side.loading.is_none());
    assert_eq!(side.failure.as_ref().map(|failure| failure.kept), Some((3, 9)));
    assert_eq!((networks.next(), networks.under_way()), (None, None));
}

#[test]
fn a_file_goes_where_its_tensors_say() {
    let mut networks = networks();
    let source = Source::File { name: "mine.safetensors".into(), labels: None };
    networks.want(Slot::AlexNet, Wanted { source, title: "mine".into(), file: Some(1) });
    networks.next();
    networks.arrived(network(Slot::ResNet, None));
    assert!(networks.loaded(Slot::AlexNet).is_none() && networks.loaded(Slot::ResNet).is_some());
    assert!(networks.side(Slot::AlexNet).wanted.is_none());
}

#[test]
fn a_new_engine_gets_the_same_networks() {
    let mut networks = networks();
    networks.want(Slot::AlexNet, wish(&networks, "a-page"));
    networks.next();
    networks.arrived(network(Slot::AlexNet, Some("a-page")));
    networks.want(Slot::ResNet, wish(&networks, "r-kept"));
    networks.next();
    networks.lost();
    assert_eq!(
        networks.next().and_then(|w| w.entry().map(str::to_owned)).as_deref(),
        Some("a-page")
    );
    networks.arrived(network(Slot::AlexNet, Some("a-page")));
    assert_eq!(
        networks.next().and_then(|w| w.entry().map(str::to_owned)).as_deref(),
        Some("r-kept")
    );
}

#[test]
fn what_ended_the_engine_is_not_wanted_again_unasked() {
    let mut networks = networks();
    let (slot, kept) = (Slot::ResNet, wish(&networks, "r-kept"));
    networks.want(slot, kept.clone());
    networks.next();
    networks.arrived(network(slot, Some("r-kept")));
    networks.want(slot, wish(&networks, "r-far"));
    networks.next();
    networks.refused(Some(Error::Engine { reason: "it trapped".into() }), 0);
    networks.lost();
    assert_eq!(networks.next(), Some(kept), "what was there before");
}

#[test]
fn other_weights_have_another_serial_number() {
    let mut networks = networks();
    let slot = Slot::ResNet;
    let mut comes = |id: Option<&str>| {
        if let Some(id) = id {
            networks.want(slot, wish(&networks, id));
            networks.next();
        }
        networks.arrived(network(slot, id));
        networks.lost();
        networks.side(slot).serial
    };
    assert_eq!(comes(Some("r-kept")), 1);
    assert_eq!(comes(Some("r-kept")), 1, "a new engine has the same weights");
    assert_eq!(comes(Some("r-far")), 2, "of the same name");
    // A script loads what it likes.
    assert_eq!([comes(None), comes(None)], [3, 4]);
}

#[test]
fn a_wish_that_waits_is_taken_back_and_one_under_way_must_be_stopped() {
    let mut networks = networks();
    networks.want(Slot::AlexNet, wish(&networks, "a-page"));
    networks.want(Slot::ResNet, wish(&networks, "r-far"));
    networks.next();
    assert!(networks.give_up(Slot::AlexNet));
    assert!(!networks.give_up(Slot::ResNet));
    networks.refused(None, 0);
    assert!(networks.side(Slot::AlexNet).failure.as_ref().is_some_and(|f| f.error.is_none()));
    assert_eq!(networks.next(), None);
}

#[test]
fn a_later_wish_for_a_slot_is_loaded_when_the_earlier_one_has_ended() {
    let mut networks = networks();
    let slot = Slot::ResNet;
    let title = |wanted: Option<Wanted>| wanted.map(|wanted| wanted.title);
    let (far, kept) = (wish(&networks, "r-far"), wish(&networks, "r-kept"));
    assert!(!networks.want(slot, far.clone()));
    networks.next();
    assert!(!networks.want(slot, far.clone()), "it comes already");
    assert!(networks.want(slot, kept.clone()), "the first is to be stopped");
    let step = LoadingStep::Download;
    networks.progress(Loading { entry: None, step, done: 4, total: 9, per_second: 1.0 });
    assert_eq!(networks.side(slot).loading, None, "that is the other's");
    assert!(networks.waits(slot) && networks.next().is_none());
    networks.refused(None, 0);
    assert_eq!(networks.side(slot).failure, None, "nobody wants it any more");
    assert_eq!(title(networks.next()), Some(kept.title.clone()));
    // One that came all the same is there until then, and a new engine is given what was there.
    networks.want(slot, far.clone());
    networks.arrived(network(slot, Some("r-kept")));
    assert_eq!(title(networks.next()), Some(far.title.clone()));
    networks.refused(Some(Error::Checksum { what: "r-far".into() }), 0);
    assert!(networks.side(slot).failure.as_ref().is_some_and(|f| f.wanted == far));
    networks.lost();
    assert_eq!(title(networks.next()), Some(kept.title));
}

#[test]
fn a_file_waits_for_what_its_slot_loads_and_can_be_taken_back() {
    let mut networks = networks();
    let slot = Slot::ResNet;
    let far = wish(&networks, "r-far");
    networks.want(slot, far.clone());
    networks.next();
    let source = Source::File { name: "mine".into(), labels: None };
    let mine = Wanted { source, title: "mine".into(), file: Some(1) };
    assert!(!networks.want(slot, mine), "it may be for the other slot");
    assert!(!networks.give_up(slot) && !networks.waits(slot));
    assert_eq!(networks.side(slot).wanted, Some(far), "that goes on");
    assert!(networks.give_up(slot));
}

#[test]
fn what_the_address_names_is_offered_as_long_as_it_is_not_there() {
    let mut networks = networks();
    let slot = Slot::ResNet;
    assert_eq!(networks.invited(slot), None);
    networks.invite(slot, Some("r-far"));
    let far = Invited::Listed(entry("r-far", slot, Some("host"), false));
    assert_eq!(networks.invited(slot), Some(far));
    let in_question = |networks: &Networks| networks.in_question(slot);
    assert_eq!(in_question(&networks).as_deref(), Some("r-far"));
    networks.want(slot, wish(&networks, "r-far"));
    assert_eq!(networks.invited(slot), None, "it comes");
    networks.next();
    networks.refused(None, 0);
    assert_eq!(networks.invited(slot), None, "the failure offers another try");
    assert_eq!(in_question(&networks).as_deref(), Some("r-far"));
    networks.leave(slot);
    assert_eq!(in_question(&networks), None);
    assert_eq!(networks.invited(slot), None, "declined");
    networks.invite(slot, Some("a-far"));
    assert_eq!(networks.invited(slot), Some(Invited::Unlisted("a-far".into())), "another slot's");
    networks.invite(slot, Some("r-far"));
    networks.arrived(network(slot, Some("r-far")));
    assert_eq!(networks.invited(slot), None, "it is there");
}
