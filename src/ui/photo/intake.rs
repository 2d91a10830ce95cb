//! Files that are dropped on the page or pasted into it, and what they are.

use super::{link, studio::Studio};
use crate::protocol::photo::Slot;
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, DataTransfer, DragEvent, File, FileList, HtmlElement};

/// What a visitor handed over.
#[derive(Default)]
pub struct Handed {
    photos: Vec<(String, Blob)>,
    weights: Option<File>,
    labels: Option<File>,
}

impl Handed {
    /// Sorted by what their names say.
    pub fn of(files: &FileList) -> Self {
        let mut handed = Self::default();
        for file in (0..files.length()).filter_map(|i| files.get(i)) {
            let name = file.name().to_lowercase();
            if name.ends_with(".safetensors") {
                handed.weights = Some(file);
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
        match (self.weights, self.labels) {
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
    studio.fetching.set(link::host(address));
    let came = fetch(studio, address).await;
    studio.fetching.set(None);
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
    // Entering a child comes before leaving its parent: only a count tells when the page is left.
    let depth = RwSignal::new(0_i32);
    let enter = window_event_listener(ev::dragenter, move |event| {
        if is_for_us(&event) {
            event.prevent_default();
            depth.update(|depth| *depth += 1);
        }
    });
    let over = window_event_listener(ev::dragover, move |event| {
        if is_for_us(&event) {
            event.prevent_default();
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        if is_for_us(&event) {
            depth.update(|depth| *depth = (*depth - 1).max(0));
        }
    });
    let dropped = window_event_listener(ev::drop, move |event| {
        depth.set(0);
        if let Some(data) = event.data_transfer().filter(|_| is_for_us(&event)) {
            event.prevent_default();
            take(studio, &data);
        }
    });
    let pasted = window_event_listener(ev::paste, move |event| {
        // A field gets its text itself.
        let field = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
        let typing =
            field.is_some_and(|field| matches!(field.tag_name().as_str(), "INPUT" | "TEXTAREA"));
        if let Some(data) = event.clipboard_data() {
            let files = data.files().is_some_and(|files| files.length() > 0);
            if (files || !typing) && take(studio, &data) {
                event.prevent_default();
            }
        }
    });
    on_cleanup(move || {
        [enter, over, leave, dropped, pasted].into_iter().for_each(WindowListenerHandle::remove);
    });
    view! {
        <div class="veil" hidden=move || depth.get() == 0 data-testid="veil">
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
