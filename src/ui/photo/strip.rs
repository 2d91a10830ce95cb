//! The photos side by side: one is looked at, any can be taken away.

use super::{decode, studio::Studio};
use crate::ui::dom;
use leptos::{html::Canvas, prelude::*};

/// Side of a thumbnail in its own pixels; it is shown smaller.
const SIDE: u32 = 128;

/// All photos, small.
#[component]
pub fn Strip(
    /// The photos.
    studio: Studio,
) -> impl IntoView {
    let numbers = Memo::new(move |_| {
        studio.album.with(|album| album.photos().iter().map(|p| p.number).collect::<Vec<_>>())
    });
    let heading = move || match numbers.with(Vec::len) {
        1 => "One photo".to_owned(),
        count => format!("{count} photos"),
    };
    let clear = move |_| {
        numbers.get_untracked().into_iter().for_each(|number| studio.remove(number));
        studio.live.say("All photos are removed.");
        dom::focus("[data-testid=choose]");
    };
    view! {
        <Show when=move || numbers.with(|numbers| !numbers.is_empty())>
            <section class="strip-of-photos" aria-labelledby="strip-heading">
                <div class="row spread">
                    <h2 class="small" id="strip-heading" data-testid="photo-count">{heading}</h2>
                    <button type="button" class="quiet small" data-testid="remove-all" on:click=clear>"Remove all"</button>
                </div>
                <ul class="thumbs" data-testid="strip">
                    <For each=move || numbers.get() key=|number| *number let:number>
                        <Thumb studio number />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Thumb(studio: Studio, number: u32) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let name = studio.album.with_untracked(|album| {
        album.photo(number).map_or_else(String::new, |photo| photo.name.clone())
    });
    let opened = Memo::new(move |_| {
        studio.album.with(|album| album.photo(number).is_some_and(|photo| photo.preview.is_some()))
    });
    Effect::new(move |_| {
        if let (true, Some(canvas)) = (opened.get(), canvas.get()) {
            // Not all in the same task: a batch would hold the page up.
            request_animation_frame(move || {
                draw(studio, number, &canvas);
            });
        }
    });
    let chosen = Memo::new(move |_| {
        studio.album.with(|album| album.selected().is_some_and(|photo| photo.number == number))
    });
    let remove = move |_| {
        studio.remove(number);
        studio.live.say("Removed.");
        let left = studio.album.with_untracked(|album| album.selected().is_some());
        dom::focus(if left { ".thumb[aria-pressed=true]" } else { "[data-testid=choose]" });
    };
    view! {
        <li>
            <button
                type="button"
                class="thumb"
                data-testid=format!("thumb-{number}")
                aria-label=name.clone()
                title=name.clone()
                aria-pressed=move || if chosen.get() { "true" } else { "false" }
                on:click=move |_| studio.album.update(|album| album.select(number))
            >
                <canvas node_ref=canvas width=SIDE.to_string() height=SIDE.to_string() aria-hidden="true"></canvas>
            </button>
            <button type="button" class="remove" data-testid=format!("remove-{number}") aria-label=format!("Remove {name}") on:click=remove>
                <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M7 7l10 10M17 7 7 17" /></svg>
            </button>
        </li>
    }
}

/// The middle square of a photo's preview.
fn draw(studio: Studio, number: u32, canvas: &web_sys::HtmlCanvasElement) -> Option<()> {
    let preview = studio.album.with_untracked(|album| album.photo(number)?.preview.clone())?;
    let whole = decode::canvas(1, 1)?;
    dom::fill(&whole, preview.width, &preview.pixels);
    let (width, height) = (f64::from(whole.width()), f64::from(whole.height()));
    let side = width.min(height);
    let context = dom::context(canvas)?;
    context.set_image_smoothing_enabled(true);
    let to = f64::from(SIDE);
    // Fails only for pictures without an area.
    context
        .draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &whole,
            (width - side) / 2.0,
            (height - side) / 2.0,
            side,
            side,
            0.0,
            0.0,
            to,
            to,
        )
        .ok()
}
