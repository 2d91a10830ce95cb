//! From a visitor's files to photos: the engine decodes them, or the browser where it cannot.

use super::{
    album::{Album, MOST},
    decode,
    studio::Studio,
    troubles,
};
use crate::{
    error::Error,
    protocol::photo::{OpenedPicture, PhotoRequest},
    ui::{dom, preview::Preview},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Blob;

impl Studio {
    /// Takes files in; those that are no photos are told when the engine has seen them.
    pub fn add(self, files: Vec<(String, Blob)>) {
        self.mishap.set(None);
        self.album.update(Album::forgive);
        let mut first = None;
        for (name, blob) in files {
            let number = self.album.try_update(|album| album.add(name.clone())).flatten();
            let Some(number) = number else { continue };
            first.get_or_insert(number);
            self.keep.update_value(|keep| {
                keep.photos.insert(number, blob.clone());
            });
            self.open(number, name, &blob);
        }
        // What came last is what a person wants to see.
        if let Some(first) = first {
            self.album.update(|album| album.select(first));
            dom::reveal("[data-testid=stage]");
        }
        match self.album.with_untracked(|album| (album.photos().len(), album.left_out)) {
            (_, out) if out > 0 => self.live.say(format!("{out} left out: {MOST} at a time.")),
            (1, _) => self.live.say("A photo was taken in."),
            (count, _) => self.live.say(format!("{count} photos.")),
        }
    }

    /// Takes a photo away.
    pub fn remove(self, number: u32) {
        self.keep.update_value(|keep| {
            keep.photos.remove(&number);
        });
        self.album.update(|album| album.remove(number));
        self.ledger.update(|ledger| ledger.forget(number));
        self.tell(PhotoRequest::Close { picture: number });
        // The question may have waited for this one.
        self.look_again();
    }

    /// The file of a photo.
    pub(super) fn file_of(self, number: u32) -> Option<Blob> {
        self.keep.with_value(|keep| keep.photos.get(&number).cloned())
    }

    pub(super) fn open(self, number: u32, name: String, blob: &Blob) {
        self.tell_with(PhotoRequest::Open { picture: number, name }, Some(blob.unchecked_ref()));
    }

    pub(super) fn opened(self, picture: OpenedPicture) {
        let size = [picture.width, picture.height].map(|side| side as usize);
        let (width, _, pixels) = picture.preview;
        let preview = Preview { width: width as usize, pixels: pixels.into_vec() };
        self.album.update(|album| album.opened(picture.picture, size, preview));
        self.look_again();
    }

    pub(super) fn not_opened(self, number: u32, error: Error) {
        let blob = self.file_of(number);
        let name =
            self.album.with_untracked(|album| album.photo(number).map(|photo| photo.name.clone()));
        let (Some(blob), Some(name)) = (blob, name) else { return };
        if !matches!(error, Error::Undecodable { .. }) {
            return self.refuse(number, error);
        }
        leptos::task::spawn_local(async move {
            let pixels = decode::pixels(&blob).await;
            if self.file_of(number).is_none() {
                return; // it was taken away meanwhile
            }
            match pixels {
                Some(_) if dom::hides_pixels() => self.refuse(number, Error::HiddenPixels),
                Some((width, height, buffer)) => self.tell_with(
                    PhotoRequest::OpenPixels { picture: number, name, width, height },
                    Some(&buffer),
                ),
                None => self.refuse(number, error),
            }
        });
    }

    pub(super) fn refuse(self, number: u32, error: Error) {
        let told = self
            .album
            .with_untracked(|album| Some(troubles::told(&album.photo(number)?.name, &error)));
        self.live.say(told.unwrap_or_default());
        self.keep.update_value(|keep| {
            keep.photos.remove(&number);
        });
        self.album.update(|album| album.refuse(number, error));
        self.look_again();
    }
}
