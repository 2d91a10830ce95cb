//! Kernels as pictures: the chosen map's, and all of a row that looks at the input itself.

use super::{
    desk::Desk,
    kernel_words::{pattern, size, told, weight},
    open::Open,
    paint::kernel_picture,
    tiles::{Said, Tiles},
};
use crate::{
    protocol::look::{Finding, Kernels, Question},
    ui::{
        dom,
        inside::{failed::Failed, found::Found},
        words,
    },
};
use leptos::{html::Canvas, prelude::*};
use std::sync::Arc;

/// The kernels of a row with weights.
#[component]
pub fn KernelsPart(
    /// What the room is about.
    desk: Desk,
) -> impl IntoView {
    // Kernels are the same whatever the picture: what is here is not asked again.
    let kept = RwSignal::new(None::<Kernels>);
    let found = find(desk, kept);
    let all =
        Memo::new(move |_| desk.open.with(|open| open.as_ref().is_some_and(Open::looks_at_input)));
    let row = Memo::new(move |_| desk.open.with(|open| open.clone().filter(Open::has_kernels)));
    // In a task of their own, when they are there: below what is there already.
    let come = Memo::new(move |_| {
        let row = row.with(|open| open.as_ref().map(|open| open.row.name.clone()));
        kept.with(|kept| kept.as_ref().map(|kept| kept.row.clone()) == row)
    });
    let tiles = move || {
        let open = row.get().filter(|_| all.get() && come.get())?;
        Some(view! { <AllKernels desk kept open /> })
    };
    view! {
        <Show when=move || row.with(Option::is_some)>
            <section class="saw-part" aria-labelledby="saw-kernels">
                <h4 id="saw-kernels">{move || if all.get() { "Its kernels" } else { "Its kernel" }}</h4>
                <Failed found what="The kernels" />
                <OneKernel desk kept />
                {tiles}
            </section>
        </Show>
    }
}

/// The kernels that are wanted: the row, and which of its channels.
fn wanted(desk: Desk) -> Option<(String, Vec<u32>)> {
    let open = desk.open.get().filter(Open::has_kernels)?;
    let channels = match open.looks_at_input() {
        true => (0..open.channels() as u32).collect(),
        false => vec![desk.channel.get()?],
    };
    Some((open.row.name, channels))
}

fn find(desk: Desk, kept: RwSignal<Option<Kernels>>) -> Found {
    let found = desk.lab.find_plain(move || {
        let (row, channels) = wanted(desk)?;
        let here = kept.with(|kept| {
            kept.as_ref().is_some_and(|kept| {
                kept.row == row && kept.kernels.iter().map(|kernel| kernel.0).eq(channels.clone())
            })
        });
        (!here).then_some(Question::Kernels { row, channels })
    });
    Effect::new(move |_| {
        found.finding.with(|finding| {
            if let Some(Finding::Kernels(kernels)) = finding {
                kept.set(Some(kernels.clone()));
            }
        });
    });
    // Another network has other kernels.
    Effect::new(move |before: Option<_>| {
        let looked = desk.lab.looked.get();
        if before.is_some_and(|before| before != looked) {
            kept.set(None);
        }
        looked
    });
    found
}

/// What is kept of the open row's kernels: `view` gets them, and the place of the chosen map's.
fn with_kept<T>(
    desk: Desk,
    kept: RwSignal<Option<Kernels>>,
    view: impl FnOnce(&Open, &Kernels, usize) -> Option<T>,
) -> Option<T> {
    let (open, channel) = (desk.open.get()?, desk.channel.get()?);
    kept.with(|kept| {
        let kernels = kept.as_ref().filter(|kept| kept.row == open.row.name)?;
        let place = kernels.kernels.iter().position(|kernel| kernel.0 == channel)?;
        view(&open, kernels, place)
    })
}

/// Every kernel of a row that looks at the input.
#[component]
fn AllKernels(desk: Desk, kept: RwSignal<Option<Kernels>>, open: Open) -> impl IntoView {
    let row = open.row.name.clone();
    let of_row = move |place: usize| {
        kept.with(|kept| {
            let kernels = kept.as_ref().filter(|kept| kept.row == row)?;
            let (channel, largest, _) = kernels.kernels.get(place)?;
            Some((*channel, *largest, kernel_picture(kernels, place, None)?))
        })
    };
    let (picture, label) = (of_row.clone(), of_row);
    let name = open.name();
    let said = Said {
        label: Arc::new(move |place| match label(place) {
            Some((channel, largest, _)) => {
                format!("Kernel of map {}: largest weight {}", channel + 1, weight(largest))
            }
            None => format!("A kernel of {name}"),
        }),
        caption: Arc::new(|place| words::thousands(place + 1)),
    };
    let chosen = Signal::derive(move || desk.channel.get().map(|channel| channel as usize));
    view! {
        <Tiles
            title=format!("Kernels of {}", open.name())
            count=open.channels()
            size=size(&open)
            said
            picture=Arc::new(move |place| picture(place).map(|(_, _, (_, pixels))| pixels))
            chosen
            choose=Callback::new(move |place: usize| desk.choose_map(place as u32))
            name="saw-kernel"
        />
        <p class="small">"Each kernel has a scale of its own."</p>
    }
}

/// The kernel of the chosen map.
#[component]
fn OneKernel(desk: Desk, kept: RwSignal<Option<Kernels>>) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else { return };
        let picture = with_kept(desk, kept, |open, kernels, place| {
            kernel_picture(kernels, place, pattern(&open.row.op))
        });
        match picture {
            Some((width, pixels)) => dom::fill(&canvas, width, &pixels),
            None => dom::wipe(&canvas),
        }
    });
    let told = move || with_kept(desk, kept, told);
    // Known from the table, so that nothing moves when it comes.
    let size = move || {
        let open = desk.open.get()?;
        let [width, height] = size(&open);
        // About as large as the maps' tiles.
        let scale = (480 / width.max(1)).clamp(3, 12);
        Some(format!("width: {}px; aspect-ratio: {width} / {height}", width * scale))
    };
    view! {
        <figure class="saw-kernel" data-testid="saw-one-kernel">
            <canvas
                node_ref=canvas
                style=size
                role="img"
                aria-label=move || told().unwrap_or_else(|| "The kernel of the chosen map".into())
            ></canvas>
            <figcaption class="small">{move || told().unwrap_or_else(|| "Reading the kernel.".into())}</figcaption>
        </figure>
    }
}
