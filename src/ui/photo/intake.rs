//! Files that are dropped on the page or pasted into it, and what they are.

use super::{link, studio::Studio};
use crate::{protocol::photo::Slot, ui::dom};
use leptos::{ev, leptos_dom::helpers::debounce, prelude::*};
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, DragEvent, File, FileList};

/// Browsers tell at least every 350 ms of what is dragged over a page, moved or not.
const STILL_HERE: Duration = Duration::from_millis(600);

/// What a visitor handed over.
#[derive(Default)]
pub struct Handed {
    photos: Vec<(String, Blob)>,
    weights: Vec<File>,
    labels: Option<File>,
}

impl Handed {
    /// Sorted by what their names say.
    pub fn of(files: &FileList) -> Self {
        let mut handed = Self::default();
        for file in (0..files.length()).filter_map(|i| files.get(i)) {
            let name = file.name().to_lowercase();
            if name.ends_with(".safetensors") {
                handed.weights.push(file);
            } else if name.ends_with(".txt") {
                handed.labels = Some(file);
            } else {
                handed.photos.push((file.name(), file.into()));
            }
        }
        handed
    }

    /// Photos to the others; weights into a slot, unless their tensors say another.
    pub fn give(self, studio: Studio, slot: Slot) {
        if !self.photos.is_empty() {
            studio.add(self.photos);
        }
        if self.weights.len() > 1 {
            studio.miss("One .safetensors file at a time: only the first was taken.".into());
        }
        match (self.weights.into_iter().next(), self.labels) {
            (Some(weights), labels) => leptos::task::spawn_local(async move {
                let labels = match labels {
                    Some(labels) => lines(&labels).await,
                    None => None,
                };
                studio.want_file(slot, weights.name(), weights.into(), labels);
            }),
            (None, Some(labels)) => studio.miss(format!(
                "{} alone is of no use. Hand labels over together with their .safetensors file.",
                labels.name()
            )),
            (None, None) => {}
        }
    }
}

/// The lines of a text file that hold something.
async fn lines(file: &File) -> Option<Vec<String>> {
    let text = JsFuture::from(file.text()).await.ok()?.as_string()?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(lines.map(str::to_owned).collect())
}

/// Takes in the picture at an address. Says whether it came.
pub async fn fetch(studio: Studio, address: &str) -> bool {
    match link::fetch(address).await {
        Ok(file) => studio.add(vec![file]),
        Err(sentence) => {
            studio.miss(sentence);
            return false;
        }
    }
    true
}

/// As [`fetch`], from another site, which may take its time: the page says whom it asks.
pub async fn take_link(studio: Studio, address: &str) -> bool {
    studio.mishap.set(None);
    let host = link::host(address);
    studio.fetching.update(|hosts| hosts.extend(host.clone()));
    let came = fetch(studio, address).await;
    studio.fetching.update(|hosts| {
        if let Some(at) = hosts.iter().position(|other| Some(other) == host.as_ref()) {
            hosts.remove(at);
        }
    });
    came
}

/// What is carried: files, or a picture's address from another page.
fn take(studio: Studio, data: &DataTransfer) -> bool {
    if let Some(files) = data.files().filter(|files| files.length() > 0) {
        Handed::of(&files).give(studio, Slot::ResNet);
        return true;
    }
    let text = |kind| data.get_data(kind).unwrap_or_default();
    let address = [text("text/uri-list"), text("text/plain")].into_iter().find(|t| is_address(t));
    let taken = address.is_some();
    if let Some(address) = address {
        leptos::task::spawn_local(async move {
            take_link(studio, &address).await;
        });
    }
    taken
}

/// Whether a text is one address and nothing else.
fn is_address(text: &str) -> bool {
    let text = text.trim();
    let known = ["https://", "http://", "data:image/"].iter().any(|start| text.starts_with(start));
    known && !text.contains(char::is_whitespace)
}

/// Whether a drag carries something for this page.
fn is_for_us(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| {
        let kinds = data.types();
        ["Files", "text/uri-list"].iter().any(|kind| kinds.includes(&(*kind).into(), 0))
    })
}

/// Listens for drops and pastes on the whole page, and shows where a drop goes.
#[component]
pub fn Intake(
    /// Where photos go.
    studio: Studio,
) -> impl IntoView {
    let carried = RwSignal::new(false);
    // What is left need not be told: an element that goes while something is dragged over it tells nobody.
    let gone = RefCell::new(debounce(STILL_HERE, move |()| {
        carried.try_set(false);
    }));
    let gone = Rc::new(move || (gone.borrow_mut())(()));
    let dragged = move |event: DragEvent| {
        if is_for_us(&event) {
            event.prevent_default();
            carried.set(true);
            gone();
        }
    };
    let enter = window_event_listener(ev::dragenter, dragged.clone());
    let over = window_event_listener(ev::dragover, dragged);
    let dropped = window_event_listener(ev::drop, move |event| {
        carried.set(false);
        if let Some(data) = event.data_transfer().filter(|_| is_for_us(&event)) {
            event.prevent_default();
            take(studio, &data);
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        // A field gets its text itself.
        let typing = dom::is_typing(&event);
        if let Some(data) = event.clipboard_data() {
            let files = data.files().is_some_and(|files| files.length() > 0);
            if (files || !typing) && take(studio, &data) {
                event.prevent_default();
            }
        }
    });
    on_cleanup(move || {
        [enter, over, dropped, pasted].into_iter().for_each(WindowListenerHandle::remove);
    });
    view! {
        <div class="veil" hidden=move || !carried.get() data-testid="veil">
            <p>"Drop photos anywhere"</p>
            <p class="small">"Or a .safetensors file of AlexNet or a ResNet."</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn only_a_whole_address_is_one() {
        assert!(
            is_address(" https://example.org/cat.jpg\n") && is_address("data:image/png;base64,AA")
        );
        assert!(
            !is_address("see https://example.org") && !is_address("https://a b") && !is_address("")
        );
        assert!(!is_address("javascript:alert(1)") && !is_address("file:///etc/passwd"));
    }
}
