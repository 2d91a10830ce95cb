//! Small things of the browser that several parts of the page need.

use super::reflect::get;
use crate::image::marks;
use leptos::{
    leptos_dom::helpers::WindowListenerHandle,
    prelude::{
        StoredValue, WithValue, on_cleanup, request_animation_frame, window_event_listener_untyped,
    },
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    CanvasRenderingContext2d, Document, Element, HtmlCanvasElement, HtmlElement, ImageData,
    KeyboardEvent, PointerEvent, ResizeObserver,
};

/// Milliseconds since the page was opened.
pub fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Marks this moment on the browser's time line.
pub fn mark(name: &str) {
    if let Some(performance) = web_sys::window().and_then(|window| window.performance()) {
        // Refused only for names of the browser's own moments.
        let _ = performance.mark(name);
    }
}

/// Pixels of the screen in one pixel of the style sheet.
pub fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 4.0)
}

/// Whether fingers are what this page is used with.
pub fn is_touched() -> bool {
    matches("(pointer: coarse)")
}

/// Whether the window is as narrow as a phone's, so that what stands side by side elsewhere does not.
pub fn is_narrow() -> bool {
    matches("(max-width: 47.5em)")
}

/// Whether the visitor asked the browser to be sparing of data. Not every browser says.
pub fn saves_data() -> bool {
    let says = || get(&get(&web_sys::window()?.navigator(), "connection")?, "saveData")?.as_bool();
    says().unwrap_or(false)
}

/// Whether a media query of the style sheet's kind holds.
fn matches(query: &str) -> bool {
    let found = web_sys::window().and_then(|window| window.match_media(query).ok());
    found.flatten().is_some_and(|found| found.matches())
}

/// Whether a pointer has gone elsewhere, now that it has left an element. A finger only lifts: what it was to show
/// is looked at then.
pub fn is_gone(event: &PointerEvent) -> bool {
    event.pointer_type() == "mouse"
}

/// Where a pointer is on the page, in pixels of the style sheet.
pub fn pointer(event: &PointerEvent) -> [f64; 2] {
    // The typed accessors cut the fractions off that pens and touch screens give.
    ["clientX", "clientY"]
        .map(|name| get(event, name).and_then(|value| value.as_f64()).unwrap_or_default())
}

/// The row and column at which a pointer is of a grid of so many rows and columns over an element;
/// the nearest one if it is beside.
pub fn cell(element: &Element, event: &PointerEvent, [rows, columns]: [usize; 2]) -> [usize; 2] {
    let frame = element.get_bounding_client_rect();
    let [x, y] = pointer(event);
    let place = |at: f64, length: f64, count: usize| {
        ((at / length.max(1.0) * count as f64).max(0.0) as usize).min(count.saturating_sub(1))
    };
    [place(y - frame.top(), frame.height(), rows), place(x - frame.left(), frame.width(), columns)]
}

/// The part of the address from `?` on, if there is one.
pub fn query() -> String {
    web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default()
}

/// The part of the address that names the file.
pub fn path() -> String {
    web_sys::window().and_then(|window| window.location().pathname().ok()).unwrap_or_default()
}

/// Replaces the part of the address from `?` on, without a step in the history.
pub fn set_query(query: &str) {
    let address = if query.is_empty() { path() } else { query.to_owned() };
    if let Some(history) = web_sys::window().and_then(|window| window.history().ok()) {
        // Refused for pages that come from no server; then the address stays as it is.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }
}

/// Hands a text to the clipboard. Says whether the browser took it: pages without HTTPS have no
/// clipboard, and their visitors select the text by hand.
pub async fn copy(text: &str) -> bool {
    let navigator = web_sys::window().map(|window| window.navigator());
    let Some(navigator) = navigator.filter(|navigator| get(navigator, "clipboard").is_some())
    else {
        return false;
    };
    wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok()?
}

/// Whether a key was pressed, or something pasted, where text is written, so that it is about that text.
pub fn is_typing(event: &web_sys::Event) -> bool {
    const FIELDS: &str = "textarea, [contenteditable]:not([contenteditable=false]), \
        input:is(:not([type]), [type=text], [type=search], [type=number])";
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.closest(FIELDS).is_ok_and(|field| field.is_some()))
}

/// Whether a key is the browser's own or the system's: Alt and an arrow, say, goes back.
pub fn is_shortcut(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// The whole number in a field for numbers. Such fields take `1e3` too.
pub fn whole(text: &str) -> Option<u32> {
    let number: f64 = text.trim().parse().ok()?;
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}

/// Gives the focus to what a selector finds in the next frame, when it is there.
pub fn focus(selector: impl Into<String>) {
    let selector = selector.into();
    request_animation_frame(move || {
        if let Some(element) = find(&selector).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // Fails only for elements that are not on the page.
            let _ = element.focus();
        }
    });
}

/// Hands the focus on if it is on something that is about to go.
pub fn hand_focus_on(from: &str, to: impl Into<String>) {
    let holder = document().and_then(|document| document.active_element());
    if holder.is_some_and(|holder| holder.matches(from).unwrap_or(false)) {
        focus(to);
    }
}

/// Scrolls to what a selector finds, in the next frame, if it is not wholly in the window.
pub fn reveal(selector: &'static str) {
    request_animation_frame(move || {
        let height = web_sys::window().and_then(|window| window.inner_height().ok()?.as_f64());
        if let (Some(element), Some(height)) = (find(selector), height) {
            let place = element.get_bounding_client_rect();
            if place.top() < 0.0 || place.bottom() > height {
                element.scroll_into_view();
            }
        }
    });
}

/// Scrolls to what a selector finds, in the next frame: its top to the window's.
pub fn bring(selector: &'static str) {
    request_animation_frame(move || {
        if let Some(element) = find(selector) {
            element.scroll_into_view();
        }
    });
}

/// Keeps what a selector finds at the window's top while the page around it grows, until the visitor
/// does something, or the owner goes.
pub fn hold(selector: &'static str) {
    let grown = Closure::<dyn FnMut()>::new(move || bring(selector));
    let observer = ResizeObserver::new(grown.as_ref().unchecked_ref());
    let body = document().and_then(|document| document.body());
    let (Ok(observer), Some(body)) = (observer, body) else {
        return;
    };
    observer.observe(&body);
    // The closure must live as long as it may be called.
    let held = StoredValue::new_local((observer, grown));
    let stop =
        move || held.try_with_value(|(observer, _)| observer.disconnect()).unwrap_or_default();
    let acts = ["wheel", "touchmove", "pointerdown", "keydown"]
        .map(|act| window_event_listener_untyped(act, move |_| stop()));
    on_cleanup(move || {
        stop();
        acts.into_iter().for_each(WindowListenerHandle::remove);
    });
}

/// A canvas that is not on the page.
pub fn canvas() -> Option<HtmlCanvasElement> {
    document()?.create_element("canvas").ok()?.dyn_into().ok()
}

/// What draws on a canvas.
pub fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// Fills a canvas with `width` columns of red, green, blue and opacity. The canvas takes that size.
pub fn fill(canvas: &HtmlCanvasElement, width: usize, pixels: &[u8]) {
    let height = pixels.len() / 4 / width.max(1);
    let (width, height) = (width as u32, height as u32);
    if canvas.width() != width || canvas.height() != height {
        canvas.set_width(width);
        canvas.set_height(height);
    }
    let data =
        ImageData::new_with_u8_clamped_array_and_sh(wasm_bindgen::Clamped(pixels), width, height);
    if let (Some(context), Ok(data)) = (context(canvas), data) {
        // Fails only for pictures without an area.
        let _ = context.put_image_data(&data, 0.0, 0.0);
    }
}

/// Whether the browser gives other pixels than a canvas has.
pub fn hides_pixels() -> bool {
    let read = || {
        let (canvas, side) = (canvas()?, f64::from(marks::SIDE));
        fill(&canvas, marks::SIDE as usize, &marks::marks());
        Some(context(&canvas)?.get_image_data(0.0, 0.0, side, side).ok()?.data().0)
    };
    read().is_some_and(|read| marks::are_hidden(&read))
}

/// Empties a canvas.
pub fn wipe(canvas: &HtmlCanvasElement) {
    if let Some(context) = context(canvas) {
        context.clear_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    }
}

#[cfg(test)]
mod tests {
    use super::whole;

    #[test]
    fn numbers_are_read_as_fields_take_them() {
        assert_eq!(["50", " 7 ", "1e3", "2.0", "0"].map(whole), [50, 7, 1000, 2, 0].map(Some));
        for text in ["", "1.5", "-1", "1e-1", "1e10", "many", "NaN", "inf"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }
}
