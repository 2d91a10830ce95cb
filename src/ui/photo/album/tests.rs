//! What happens to photos, without a browser.

use super::*;
use crate::{
    protocol::photo::{Answers, Slot},
    ui::photo::ledger::Ledger,
};

fn album(count: usize) -> Album {
    let mut album = Album::default();
    for i in 0..count {
        let number = album.add(format!("{i}.jpg")).expect("there is room");
        let preview = Preview { width: 1, pixels: vec![0; 4] };
        album.opened(number, [640, 480], preview);
    }
    album
}

#[test]
fn the_first_is_looked_at_and_the_thirty_third_is_left_out() {
    let mut album = album(MOST);
    assert_eq!(album.selected().map(|photo| photo.number), Some(1));
    assert_eq!(album.add("more.jpg".into()), None);
    assert_eq!((album.photos().len(), album.left_out), (MOST, 1));
}

#[test]
fn what_found_no_room_is_forgotten_when_a_visitor_makes_room() {
    let mut album = album(MOST);
    album.add("more.jpg".into());
    album.refuse(MOST as u32, Error::BadFile { what: "x".into(), reason: "no picture".into() });
    assert_eq!((album.is_full(), album.left_out), (false, 1), "it did not come all the same");
    album.remove(1);
    assert_eq!(album.left_out, 0);
}

#[test]
fn the_same_photo_can_be_chosen_again() {
    let mut album = album(2);
    let before = album.choices();
    album.select(1);
    album.select(1);
    album.select(7);
    assert_eq!(album.choices(), before + 2, "there is no seventh");
}

#[test]
fn a_removed_photo_hands_on_to_its_neighbour() {
    let mut album = album(3);
    album.select(2);
    album.remove(2);
    assert_eq!(album.selected().map(|photo| photo.number), Some(3));
    album.remove(3);
    assert_eq!(album.selected().map(|photo| photo.number), Some(1));
    album.remove(1);
    assert!(album.selected().is_none());
    album.remove(1);
}

#[test]
fn numbers_are_not_used_again() {
    let mut album = album(2);
    album.remove(2);
    assert_eq!(album.add("c".into()), Some(3));
}

#[test]
fn what_changed_while_it_was_answered_is_asked_again() {
    let how = Preprocessing::imagenet();
    let mut album = album(2);
    let asked = album.stale();
    assert_eq!(asked.len(), 2);
    assert!(album.crop(&how, |crop| Crop { x: 0.4, ..crop }));
    album.answered(&asked);
    let again = album.stale();
    assert_eq!(again.iter().map(|asked| asked.0).collect::<Vec<_>>(), [1]);
    album.answered(&again);
    assert!(album.stale().is_empty() && album.photos().iter().all(Photo::is_answered));
    // Held at the edge, nothing moves and nothing is asked.
    album.crop(&how, |crop| Crop { x: 0.0, ..crop });
    album.answered(&album.stale());
    assert!(!album.crop(&how, |crop| Crop { x: -1.0, ..crop }) && album.stale().is_empty());
}

#[test]
fn an_engine_that_starts_again_gets_every_photo_again() {
    let mut album = album(2);
    album.answered(&album.stale());
    album.lost();
    assert!(album.opening().is_some() && album.stale().is_empty());
    album.opened(1, [640, 480], Preview { width: 1, pixels: vec![0; 4] });
    assert!(album.opening().is_some());
    assert_eq!(album.stale().len(), 1);
}

#[test]
fn what_a_network_said_that_has_not_come_back_is_old_once_the_crop_moves() {
    let slots @ [alexnet, resnet] = Slot::ALL;
    let (mut album, mut ledger) = (album(1), Ledger::default());
    let answer = |album: &mut Album, ledger: &mut Ledger, slots: &[Slot]| {
        let asked = album.stale();
        for slot in slots {
            let ranked = vec![Vec::new(); asked.len()];
            let (id, at_once, prepare_ms, device_ms) = (1, 1, 1.0, 1.0);
            let slot = *slot;
            ledger.take(Answers { id, slot, ranked, at_once, prepare_ms, device_ms }, &asked);
        }
        album.answered(&asked);
    };
    let is_new = |album: &Album, ledger: &Ledger, slot| {
        album.selected().zip(ledger.seen(slot, 1)).is_some_and(|(photo, seen)| photo.is_at(seen))
    };
    answer(&mut album, &mut ledger, &slots);
    assert!(slots.iter().all(|slot| is_new(&album, &ledger, *slot)));
    album.lost();
    album.opened(1, [640, 480], Preview { width: 1, pixels: vec![0; 4] });
    assert!(album.crop(&Preprocessing::imagenet(), |crop| Crop { x: 0.4, ..crop }));
    answer(&mut album, &mut ledger, &[alexnet]);
    assert!(album.stale().is_empty(), "there is nobody else to ask");
    assert_eq!([alexnet, resnet].map(|slot| is_new(&album, &ledger, slot)), [true, false]);
}

#[test]
fn the_photo_that_is_being_opened_is_the_first_that_the_engine_lacks() {
    let mut album = album(2);
    assert_eq!(album.opening(), None);
    let numbers = ["c.jpg", "d.jpg"].map(|name| album.add(name.into()));
    assert_eq!(album.opening(), numbers[0]);
    album.refuse(3, Error::Engine { reason: "it trapped".into() });
    assert_eq!((album.opening(), album.refused[0].0.as_str()), (numbers[1], "c.jpg"));
}

#[test]
fn a_bad_file_leaves_its_name_and_its_fault() {
    let mut album = album(1);
    let number = album.add("notes.pdf".into()).expect("there is room");
    album.refuse(number, Error::BadFile { what: "notes.pdf".into(), reason: "no picture".into() });
    assert_eq!(album.photos().len(), 1);
    assert_eq!(album.refused[0].0, "notes.pdf");
}
