//! Whether the browser keeps weights until they are deleted, or only as long as it likes.

use super::{networks::is_here, studio::Studio};
use crate::ui::reflect::{call, get};
use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// How far the page has come with asking the browser to keep weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lasting {
    /// The visitor has downloaded none.
    #[default]
    Unasked,
    /// The visitor wants some.
    Wanted,
    /// It was asked: once is enough, for some browsers ask the visitor.
    Asked,
}

impl Studio {
    /// The visitor wants listed weights.
    pub(super) fn wants_to_keep(self, entry: &str) {
        let comes = self.networks.with_untracked(|networks| {
            let mut entries = networks.catalogue.iter().flatten();
            entries.any(|listed| listed.id == entry && !is_here(listed))
        });
        self.keep.update_value(|keep| {
            if comes && keep.lasting == Lasting::Unasked {
                keep.lasting = Lasting::Wanted;
            }
        });
    }

    /// Weights are in the storage now. Asks that those which the visitor waited for stay there.
    pub(super) fn ask_to_keep(self) {
        let wanted = self.keep.try_update_value(|keep| {
            let wanted = keep.lasting == Lasting::Wanted;
            if wanted {
                keep.lasting = Lasting::Asked;
            }
            wanted
        });
        if wanted == Some(true) {
            self.learn_lasting("persist");
        }
    }

    /// Learns whether what is in the storage stays there.
    pub(super) fn see_lasting(self) {
        self.learn_lasting("persisted");
    }

    fn learn_lasting(self, method: &'static str) {
        leptos::task::spawn_local(async move {
            if let Some(lasts) = answer(method).await {
                self.lasts.try_set(Some(lasts));
            }
        });
    }
}

/// What the browser's storage says; nothing where it has no such method, as on pages without HTTPS.
async fn answer(method: &str) -> Option<bool> {
    let storage = get(&window().navigator(), "storage")?;
    let promise: Promise = call(&storage, method, &[])?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()?.as_bool()
}
