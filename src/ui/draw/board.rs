//! The drawing board: pointers, keys, and its canvas.

use super::{
    cursor::Cursor,
    hold::{Claim, Hold},
    paint::{Ink, Look},
    reader::Reader,
    sheet::Sheet,
};
use crate::ui::{dom, live::Live, reflect::get};
use leptos::{ev, html::Canvas, leptos_dom::helpers::WindowListenerHandle, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlCanvasElement, KeyboardEvent, MouseEvent, PointerEvent, TouchEvent};

/// The board. With a `cursor` it is drawn on by keys.
#[component]
pub fn Board(
    /// The drawing.
    reader: Reader,
    /// The keyboard's pen, while the keyboard draws.
    cursor: RwSignal<Option<Cursor>>,
    /// Says where the keyboard's pen is.
    live: Live,
    /// The canvas, for whoever wants to focus it.
    canvas: NodeRef<Canvas>,
    /// Called when the keyboard's mode is left by its own key.
    on_leave: impl Fn() + Copy + 'static,
) -> impl IntoView {
    let look = look(canvas);
    let drawn = StoredValue::new(false);
    let ink = StoredValue::new_local(Ink::default());
    let draw = move || {
        if let Some(canvas) = canvas.get_untracked() {
            let cursor = cursor.get_untracked();
            look.with_untracked(|look| {
                reader.sheet.with_untracked(|sheet| {
                    ink.update_value(|ink| ink.paint(&canvas, look, sheet, cursor));
                });
            });
        }
    };
    // Whatever changed since the last frame is drawn once.
    Effect::new(move |_| {
        reader.sheet.track();
        cursor.track();
        look.track();
        if !drawn.try_update_value(|drawn| std::mem::replace(drawn, true)).unwrap_or(true) {
            request_animation_frame(move || {
                drawn.set_value(false);
                draw();
            });
        }
    });
    // Paper is light whatever the screen is. There is no frame before it.
    let print = move |begins: bool| {
        if let Some(canvas) = canvas.get_untracked() {
            // Fails only for names that are none.
            let _ = canvas.toggle_attribute_with_force("data-printed", begins);
            look.set(Look::of(&canvas));
            draw();
        }
    };
    let prints = [
        window_event_listener(ev::beforeprint, move |_| print(true)),
        window_event_listener(ev::afterprint, move |_| print(false)),
    ];
    on_cleanup(move || prints.into_iter().for_each(WindowListenerHandle::remove));

    let hold = StoredValue::new(Hold::default());
    let down = move |event: PointerEvent| {
        if event.button() != 0 || !event.is_primary() {
            return;
        }
        let claim = hold.try_update_value(|hold| {
            hold.claim(event.pointer_id(), &event.pointer_type(), dom::now())
        });
        let Some(claim) = claim.filter(|claim| *claim != Claim::Refused) else { return };
        event.prevent_default();
        let Some(canvas) = canvas.get_untracked() else { return };
        // Refused for pointers that are gone already; then the stroke ends at the board's edge.
        let _ = canvas.set_pointer_capture(event.pointer_id());
        let at = place(&canvas, &event);
        reader.change(|sheet| {
            if claim == Claim::FromHand {
                sheet.drop_open();
            }
            sheet.begin(at);
        });
    };
    let leaves = move |event: &PointerEvent| {
        hold.try_update_value(|hold| {
            hold.see(&event.pointer_type(), dom::now());
            hold.release(event.pointer_id())
        }) == Some(true)
    };
    let up = move |event: PointerEvent| {
        if leaves(&event) {
            reader.lift();
        }
    };
    let moves = move |event: PointerEvent| {
        // It went up where that is not told here: over another window, say.
        if event.buttons() == 0 {
            return up(event);
        }
        hold.update_value(|hold| hold.see(&event.pointer_type(), dom::now()));
        let is_open = reader.sheet.with_untracked(Sheet::is_open);
        if !is_open || !hold.with_value(|hold| hold.is_by(event.pointer_id())) {
            return;
        }
        let Some(canvas) = canvas.get_untracked() else { return };
        let points: Vec<_> = coalesced(&event).iter().map(|event| place(&canvas, event)).collect();
        reader.change(|sheet| points.iter().for_each(|point| sheet.extend(*point)));
    };
    // It was no stroke: a hand that rested on the board, or the system's own gesture.
    let cancel = move |event: PointerEvent| {
        if leaves(&event) {
            reader.change(Sheet::drop_open);
        }
    };
    // Nor was a click with Ctrl on a Mac.
    let menu = move |event: MouseEvent| {
        if event.ctrl_key() && hold.try_update_value(Hold::menu) == Some(true) {
            reader.change(Sheet::drop_open);
        }
    };
    // iPads take quick strokes of their pencil for handwriting unless told not to, and iPhones go back a
    // page at a stroke from the screen's edge.
    let touch = |event: TouchEvent| {
        if event.cancelable() {
            event.prevent_default();
        }
    };
    let key = move |event: KeyboardEvent| {
        let Some(at) = cursor.get_untracked() else { return };
        if dom::is_shortcut(&event) {
            return;
        }
        let name = event.key();
        let next = match name.as_str() {
            // A key that is held moves the pen once; nor does the page scroll.
            " " | "Enter" if event.repeat() => return event.prevent_default(),
            " " | "Enter" => Cursor { down: !at.down, ..at },
            "Backspace" => {
                event.prevent_default();
                return reader.change(Sheet::undo);
            }
            "Escape" => {
                event.prevent_default();
                return on_leave();
            }
            name => match at.moved(name) {
                Some(next) => next,
                None => return,
            },
        };
        event.prevent_default();
        if next.down {
            reader.change(|sheet| {
                let goes_on = at.down && sheet.is_open();
                if goes_on { sheet.extend(next.point()) } else { sheet.begin(next.point()) }
            });
        } else if at.down {
            reader.lift();
        }
        cursor.set(Some(next));
        // An answer that comes meanwhile waits for what cannot be heard otherwise.
        if next.down == at.down { live.say(next.words()) } else { live.insist(next.words()) }
    };
    let label = move || {
        let drawn =
            reader.sheet.with(|sheet| match (sheet.picture().is_some(), sheet.strokes().count()) {
                (true, _) => "a sample digit".to_owned(),
                (_, 0) => "empty".to_owned(),
                (_, 1) => "1 stroke".to_owned(),
                (_, strokes) => format!("{strokes} strokes"),
            });
        format!("Drawing board, {drawn}")
    };
    view! {
        <canvas
            class="board"
            class:keys=move || cursor.with(Option::is_some)
            data-testid="board"
            data-points=move || reader.sheet.with(Sheet::points).to_string()
            node_ref=canvas
            width="840"
            height="840"
            role=move || if cursor.with(Option::is_some) { "application" } else { "img" }
            tabindex=move || if cursor.with(Option::is_some) { "0" } else { "-1" }
            aria-label=label
            aria-describedby=move || cursor.with(Option::is_some).then_some("keys")
            on:pointerdown=down
            on:pointermove=moves
            on:pointerup=up
            on:pointercancel=cancel
            on:lostpointercapture=up
            on:contextmenu=menu
            on:touchstart=touch
            on:touchmove=touch
            on:keydown=key
        ></canvas>
    }
}

/// Where the pointer is on the board, in the unit square.
fn place(canvas: &HtmlCanvasElement, event: &PointerEvent) -> [f32; 2] {
    let frame = canvas.get_bounding_client_rect();
    let [x, y] = dom::pointer(event);
    [((x - frame.left()) / frame.width()) as f32, ((y - frame.top()) / frame.height()) as f32]
}

/// Every place the pointer was at since the last event; just this event in browsers that do not
/// keep them.
fn coalesced(event: &PointerEvent) -> Vec<PointerEvent> {
    let mut events: Vec<PointerEvent> = match get(event, "getCoalescedEvents") {
        Some(_) => {
            event.get_coalesced_events().iter().filter_map(|event| event.dyn_into().ok()).collect()
        }
        None => Vec::new(),
    };
    if events.is_empty() {
        events.push(event.clone());
    }
    events
}

/// The board's look, read again when the window or the colour scheme changes.
fn look(canvas: NodeRef<Canvas>) -> RwSignal<Look> {
    let look = RwSignal::new(Look::default());
    let read = move || {
        if let Some(canvas) = canvas.get_untracked() {
            let now = Look::of(&canvas);
            if look.with_untracked(|look| *look != now) {
                look.set(now);
            }
        }
    };
    Effect::new(move |_| {
        canvas.track();
        request_animation_frame(read);
    });
    let resized = window_event_listener(ev::resize, move |_| read());
    on_cleanup(move || resized.remove());
    if let Ok(Some(dark)) = window().match_media("(prefers-color-scheme: dark)") {
        let changed = Closure::<dyn FnMut()>::new(move || request_animation_frame(read));
        // The page's own life is the listener's.
        let _ = dark.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        changed.forget();
    }
    look
}
