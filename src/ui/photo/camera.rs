//! The camera: a live picture and a shutter. It is off as soon as nobody looks.

use super::{decode, studio::Studio};
use crate::{
    error::Error,
    ui::{dom, engine::reason, reflect::get, visibility, words},
};
use js_sys::{Object, Reflect};
use leptos::{
    ev,
    html::{Button, Video},
    prelude::*,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, MediaStream, MediaStreamConstraints, MediaStreamTrack};

/// What turns the camera on. It has the focus when the camera goes off.
const SWITCH: &str = "[data-testid=camera]";

/// A handle: copies mean the same camera.
#[derive(Clone, Copy)]
pub struct Camera {
    stream: RwSignal<Option<MediaStream>, LocalStorage>,
    /// How many pictures it took; for their names.
    shots: StoredValue<u32>,
    /// How often it was turned on or off: what opens when that was overtaken stays off.
    turn: StoredValue<u32>,
}

impl Camera {
    /// A camera that is off. It goes off by itself when the page is left or hidden.
    pub fn new() -> Self {
        let [shots, turn] = [0, 0].map(StoredValue::new);
        let camera = Self { stream: RwSignal::new_local(None), shots, turn };
        let left = window_event_listener(ev::pagehide, move |_| camera.stop());
        visibility::on_change(move |visible| {
            if !visible {
                camera.stop();
            }
        });
        on_cleanup(move || {
            left.remove();
            camera.stop();
        });
        camera
    }

    /// Whether it is on.
    pub fn is_on(self) -> bool {
        self.stream.with(Option::is_some)
    }

    /// Whether this browser lets pages use a camera.
    pub fn is_there() -> bool {
        get(&window().navigator(), "mediaDevices").is_some()
    }

    /// Asks for the camera and shows its picture.
    pub fn start(self, studio: Studio) {
        studio.mishap.set(None);
        self.stop();
        // Its pictures would be noise.
        if dom::hides_pixels() {
            return studio.miss(words::failure(&Error::HiddenPixels));
        }
        let turn = self.turn.get_value();
        leptos::task::spawn_local(async move {
            let opened = open().await;
            match opened {
                // The permission was asked for meanwhile, and the visitor may have gone elsewhere.
                Ok(stream) if document().hidden() || self.turn.try_get_value() != Some(turn) => {
                    end(&stream);
                }
                Ok(stream) => {
                    when_unplugged(&stream, move || self.close());
                    self.stream.set(Some(stream));
                    studio.live.say("The camera is on.");
                }
                Err(refusal) => studio.miss(plainly(&refusal)),
            }
        });
    }

    /// Turns it off, or does not let it come. A focus on its picture does not get lost.
    pub fn close(self) {
        if self.stream.with_untracked(Option::is_some) {
            dom::hand_focus_on(".viewfinder *", SWITCH);
        }
        self.stop();
    }

    /// Turns it off.
    pub fn stop(self) {
        self.turn.try_update_value(|turn| *turn += 1);
        let stream = self.stream.try_maybe_update(|stream| (stream.is_some(), stream.take()));
        if let Some(stream) = stream.flatten() {
            end(&stream);
        }
    }
}

fn tracks(stream: &MediaStream) -> impl Iterator<Item = MediaStreamTrack> {
    stream.get_tracks().to_vec().into_iter().map(JsCast::unchecked_into)
}

fn end(stream: &MediaStream) {
    tracks(stream).for_each(|track| track.stop());
}

/// Calls back when the camera goes by itself: it was unplugged, or its permission taken back.
fn when_unplugged(stream: &MediaStream, then: impl Fn() + Copy + 'static) {
    for track in tracks(stream) {
        // Fails only for events that are none.
        let _ = track
            .add_event_listener_with_callback("ended", Closure::once_into_js(then).unchecked_ref());
    }
}

async fn open() -> Result<MediaStream, JsValue> {
    let constraints = MediaStreamConstraints::new();
    let video = Object::new();
    // On a phone, what lies in front of a person; ignored where there is one camera.
    Reflect::set(&video, &"facingMode".into(), &"environment".into())?;
    constraints.set_video(&video);
    let promise =
        window().navigator().media_devices()?.get_user_media_with_constraints(&constraints)?;
    Ok(JsFuture::from(promise).await?.unchecked_into())
}

/// Why there is no camera.
fn plainly(refusal: &JsValue) -> String {
    let name = get(refusal, "name").and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "SecurityError") => {
            "The browser was not allowed to use the camera. Allow it in the address bar, then try again.".into()
        }
        Some("NotFoundError" | "OverconstrainedError") => "There is no camera on this machine.".into(),
        Some("NotReadableError" | "AbortError") => {
            "The camera does not answer. Another program may be using it.".into()
        }
        _ => format!("The camera could not be opened: {}.", reason(refusal)),
    }
}

/// What the camera sees, with a shutter.
#[component]
pub fn Viewfinder(
    /// Where the pictures go.
    studio: Studio,
    /// The camera.
    camera: Camera,
) -> impl IntoView {
    let video = NodeRef::<Video>::new();
    let shutter = NodeRef::<Button>::new();
    Effect::new(move |_| {
        if let (Some(video), Some(stream)) = (video.get(), camera.stream.get()) {
            video.set_src_object(Some(&stream));
            // Refused only where a browser stops every playback; the first frame is there then.
            let _ = video.play();
        }
        if let Some(shutter) = shutter.get() {
            let _ = shutter.focus();
        }
    });
    let off = move || {
        camera.stop();
        dom::focus(SWITCH);
    };
    let escape = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" {
            camera.close();
        }
    });
    on_cleanup(move || escape.remove());
    let take = move |_| {
        let Some(video) = video.get_untracked() else { return };
        let (width, height) = (video.video_width(), video.video_height());
        let number = camera.shots.try_update_value(|shots| (*shots += 1, *shots).1).unwrap_or(1);
        let name = format!("Camera {number}.jpg");
        let keep = Closure::once_into_js(move |blob: JsValue| {
            if let Ok(blob) = blob.dyn_into::<Blob>() {
                studio.add(vec![(name, blob)]);
            }
        });
        let Some(canvas) = decode::canvas(width, height).filter(|_| width > 0) else { return };
        if let Some(context) = dom::context(&canvas) {
            let drawn = context.draw_image_with_html_video_element(&video, 0.0, 0.0);
            if drawn.is_ok() && canvas.to_blob_with_type(keep.unchecked_ref(), "image/jpeg").is_ok()
            {
                off();
            }
        }
    };
    view! {
        <div class="viewfinder" data-testid="viewfinder">
            <video node_ref=video muted playsinline autoplay aria-label="What the camera sees"></video>
            <div class="row">
                <button type="button" class="main" data-testid="shutter" node_ref=shutter on:click=take>"Take the photo"</button>
                <button type="button" data-testid="camera-off" on:click=move |_| off()>"Turn the camera off"</button>
            </div>
        </div>
    }
}
