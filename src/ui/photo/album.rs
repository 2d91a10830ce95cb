//! The photos of a visitor: which there are, which is looked at, and which still await an answer.

use crate::{
    error::Error,
    image::{Crop, Preprocessing},
    ui::preview::Preview,
};
use std::sync::Arc;

/// As many photos as are taken at once; each is a batch's picture, and memory.
pub const MOST: usize = 32;

/// One photo.
#[derive(Clone, Debug)]
pub struct Photo {
    /// Its number, which page and engine share.
    pub number: u32,
    /// The name of its file.
    pub name: String,
    /// Width and height in pixels, once it was decoded.
    pub size: Option<[usize; 2]>,
    /// What is shown of it, once it was decoded.
    pub preview: Option<Arc<Preview>>,
    /// The part that the networks look at.
    pub crop: Crop,
    /// Whether the engine that runs now has it.
    held: bool,
    /// Counts what asks for another answer, and how far the last answer saw.
    revision: u32,
    seen: u32,
}

impl Photo {
    /// Whether the engine that runs now has it.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Whether there is nothing to ask about it. A network that was not there then has no answer.
    pub fn is_answered(&self) -> bool {
        self.is_at(self.seen)
    }

    /// Whether an answer at this revision is the newest.
    pub fn is_at(&self, revision: u32) -> bool {
        self.held && self.revision == revision
    }
}

/// A photo to ask about: its number, its revision, its crop.
pub type Asked = (u32, u32, Crop);

/// All photos.
#[derive(Clone, Debug, Default)]
pub struct Album {
    photos: Vec<Photo>,
    selected: Option<u32>,
    /// Counts how often a photo was chosen, the same one again included.
    choices: u32,
    last: u32,
    /// Files that are no photos: their names and what is wrong with them.
    pub refused: Vec<(String, Error)>,
    /// How many files of the last choice found no room.
    pub left_out: usize,
}

impl Album {
    /// The photos, in the order in which they came.
    pub fn photos(&self) -> &[Photo] {
        &self.photos
    }

    /// The photo with this number.
    pub fn photo(&self, number: u32) -> Option<&Photo> {
        self.photos.iter().find(|photo| photo.number == number)
    }

    /// The photo that is looked at.
    pub fn selected(&self) -> Option<&Photo> {
        self.photo(self.selected?)
    }

    /// How often a photo was chosen to be looked at.
    pub fn choices(&self) -> u32 {
        self.choices
    }

    /// Whether there is no room for another photo.
    pub fn is_full(&self) -> bool {
        self.photos.len() >= MOST
    }

    /// A place for one more photo; nothing if the album is full. It is looked at if it is the
    /// first.
    pub fn add(&mut self, name: String) -> Option<u32> {
        if self.is_full() {
            self.left_out += 1;
            return None;
        }
        self.last += 1;
        self.photos.push(Photo {
            number: self.last,
            name,
            size: None,
            preview: None,
            crop: Crop::default(),
            held: false,
            revision: 1,
            seen: 0,
        });
        self.selected.get_or_insert(self.last);
        Some(self.last)
    }

    /// The engine has decoded a photo.
    pub fn opened(&mut self, number: u32, size: [usize; 2], preview: Preview) {
        if let Some(photo) = self.find(number) {
            photo.size = Some(size);
            photo.preview = Some(Arc::new(preview));
            photo.held = true;
        }
    }

    /// A file turned out to be no photo.
    pub fn refuse(&mut self, number: u32, error: Error) {
        if let Some(photo) = self.photo(number) {
            self.refused.push((photo.name.clone(), error));
        }
        // What found no room did not come, whatever this one was.
        self.take_out(number);
    }

    /// What was wrong with an earlier choice is of no interest any more.
    pub fn forgive(&mut self) {
        self.refused.clear();
        self.left_out = 0;
    }

    /// Takes a photo away. The one after it is looked at then, or the one before. There is room
    /// again: what found none is of no interest any more.
    pub fn remove(&mut self, number: u32) {
        self.left_out = 0;
        self.take_out(number);
    }

    fn take_out(&mut self, number: u32) {
        let Some(place) = self.photos.iter().position(|photo| photo.number == number) else {
            return;
        };
        self.photos.remove(place);
        if self.selected == Some(number) {
            let next = self.photos.get(place).or_else(|| self.photos.last());
            self.selected = next.map(|photo| photo.number);
        }
    }

    /// Looks at another photo.
    pub fn select(&mut self, number: u32) {
        if self.photo(number).is_some() {
            self.selected = Some(number);
            self.choices += 1;
        }
    }

    /// Moves the crop of the photo that is looked at, within it. Says whether it moved.
    pub fn crop(&mut self, how: &Preprocessing, change: impl FnOnce(Crop) -> Crop) -> bool {
        let number = self.selected;
        let photo = self.photos.iter_mut().find(|photo| Some(photo.number) == number);
        let Some((photo, size)) = photo.and_then(|photo| photo.size.map(|size| (photo, size)))
        else {
            return false;
        };
        let crop = change(photo.crop).clamped(size, how);
        let moved = crop != photo.crop;
        if moved {
            photo.crop = crop;
            photo.revision += 1;
        }
        moved
    }

    /// The photo that is being decoded: the first that the engine does not have yet.
    pub fn opening(&self) -> Option<u32> {
        self.photos.iter().find(|photo| !photo.held).map(|photo| photo.number)
    }

    /// The photos whose answers are missing or old.
    pub fn stale(&self) -> Vec<Asked> {
        let stale = self.photos.iter().filter(|photo| photo.held && photo.seen != photo.revision);
        stale.map(|photo| (photo.number, photo.revision, photo.crop)).collect()
    }

    /// These have been answered.
    pub fn answered(&mut self, asked: &[Asked]) {
        for (number, revision, _) in asked {
            if let Some(photo) = self.find(*number) {
                photo.seen = *revision;
            }
        }
    }

    /// Another network is there: every photo awaits an answer.
    pub fn ask_all(&mut self) {
        self.photos.iter_mut().for_each(|photo| photo.revision += 1);
    }

    /// The engine started again and has no photo yet.
    pub fn lost(&mut self) {
        for photo in &mut self.photos {
            photo.held = false;
            photo.revision += 1;
        }
    }

    fn find(&mut self, number: u32) -> Option<&mut Photo> {
        self.photos.iter_mut().find(|photo| photo.number == number)
    }
}

#[cfg(test)]
mod tests;
