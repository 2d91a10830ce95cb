//! The arithmetic of the chosen number, worked through.

use super::{
    desk::Desk,
    numbers::{NumberGrid, Numbers},
    open::Open,
    sums::{Products, Step, channels, steps},
    told::of_sum,
};
use crate::{
    arch::{Edit, Op, Pooling},
    protocol::look::{Arithmetic, Worked},
    ui::{
        inside::{depths::Depths, failed::Failed},
        words,
    },
};
use leptos::prelude::*;

/// A number with all that it is made of.
#[derive(Clone, Debug, PartialEq)]
struct Taken {
    open: Open,
    worked: Worked,
    channels: Vec<Products>,
}

impl Taken {
    /// Whether the window has a picture for each of several channels, of which one is shown.
    fn is_deep(&self) -> bool {
        let [height, width, depth] = self.worked.shape;
        matches!(self.worked.arithmetic, Arithmetic::Weighted { .. })
            && height * width > 1
            && depth > 1
    }

    /// The channel that is shown, by its rank.
    fn shown(&self, rank: usize) -> usize {
        rank.min(self.channels.len().saturating_sub(1))
    }
}

/// Window, kernel and products of one channel, and the steps to the number.
#[component]
pub fn ArithmeticPart(
    /// What the room is about.
    desk: Desk,
) -> impl IntoView {
    let taken = Memo::new(move |_| {
        let (open, worked) = (desk.open.get()?, desk.worked()?);
        let channels = channels(&open, &worked);
        Some(Taken { open, worked, channels })
    });
    let rank = RwSignal::new(0_usize);
    let place = move || {
        taken.with(|taken| match taken {
            Some(taken) => place_words(taken),
            None => "It is worked out as soon as there are maps.".into(),
        })
    };
    let deep = Memo::new(move |_| taken.with(|taken| taken.as_ref().is_some_and(Taken::is_deep)));
    let grids = move || taken.with(|taken| Some(grids(taken.as_ref()?, rank.get())));
    let lines = move || {
        taken.with(|taken| {
            let Taken { open, worked, channels } = taken.as_ref()?;
            let rank = taken.as_ref()?.shown(rank.get());
            let edits = desk.worked.edits();
            let silenced = Edit::silenced(&edits, &open.row.name).contains(&worked.place[2]);
            Some(steps(open, worked, channels, rank, silenced).into_iter().map(line).collect_view())
        })
    };
    let ideas = move || {
        let told =
            desk.open.with(|open| open.as_ref().map(|open| of_sum(&open.row))).unwrap_or_default();
        told.into_iter().map(|told| view! { <Depths told /> }).collect_view()
    };
    view! {
        <section class="saw-part saw-arithmetic" aria-labelledby="saw-sum">
            <div class="row spread">
                <h4 id="saw-sum">"How this number came about"</h4>
                <p class="small" data-testid="saw-place">{place}</p>
            </div>
            <Failed found=desk.worked what="The arithmetic" />
            <Show when=move || deep.get()>
                <Stepper taken rank />
            </Show>
            <div class="saw-grids" data-figure="">{grids}</div>
            <table class="saw-steps" data-figure="" data-testid="saw-steps">
                <caption class="unseen">"Step by step; numbers are rounded"</caption>
                <tbody>{lines}</tbody>
            </table>
            <div class="saw-ideas">{ideas}</div>
        </section>
    }
}

/// Goes from channel to channel, the one that adds most first.
#[component]
fn Stepper(taken: Memo<Option<Taken>>, rank: RwSignal<usize>) -> impl IntoView {
    let of = move || taken.with(|taken| taken.as_ref().map_or(0, |taken| taken.channels.len()));
    let at = move || taken.with(|taken| taken.as_ref().map_or(0, |taken| taken.shown(rank.get())));
    let name = move || {
        taken.with(|taken| {
            let taken = taken.as_ref()?;
            let one = taken.channels.get(taken.shown(rank.get()))?;
            let place = match at() {
                0 => "it counts most".to_owned(),
                at => format!("it counts as number {}", words::thousands(at + 1)),
            };
            let of = words::thousands(of());
            Some(format!("{}: of {of} {place}", taken.open.taken(one.channel)))
        })
    };
    let go = move |by: isize| {
        let next = untrack(at).saturating_add_signed(by);
        if next < untrack(of) {
            rank.set(next);
        }
    };
    view! {
        <div class="row saw-stepper">
            <button
                type="button"
                data-testid="saw-channel-before"
                aria-label="The one that counts more"
                aria-disabled=move || (at() == 0).then_some("true")
                on:click=move |_| go(-1)
            >
                "\u{2039}"
            </button>
            <button
                type="button"
                data-testid="saw-channel-after"
                aria-label="The one that counts less"
                aria-disabled=move || (at() + 1 >= of()).then_some("true")
                on:click=move |_| go(1)
            >
                "\u{203a}"
            </button>
            <p class="small" aria-live="polite" data-testid="saw-channel">{name}</p>
        </div>
    }
}

fn place_words(taken: &Taken) -> String {
    let Taken { open, worked, .. } = taken;
    let [row, column, channel] = worked.place;
    let one = open.one(channel);
    match open.is_spatial() {
        true => format!("Row {}, column {} of {one}.", row + 1, column + 1),
        false => words::sentence(&one),
    }
}

/// The numbers in the window, and where they are weighted their weights and products.
fn grids(taken: &Taken, rank: usize) -> AnyView {
    let Taken { open, worked, channels } = taken;
    let Some(one) = channels.get(taken.shown(rank)) else { return ().into_any() };
    let columns = worked.shape[1] as usize;
    let grid = |title: String, values: Vec<f32>, name: &'static str, mark: Option<usize>| {
        let padding = one.padding.clone();
        view! { <NumberGrid numbers=Numbers { title, values, columns, padding, mark } name /> }
    };
    let own = open.taken(one.channel);
    match &worked.arithmetic {
        Arithmetic::Normalised { .. } => {
            let values = worked.window.clone();
            let mark = worked.place[2].checked_sub(worked.first).map(|at| at as usize);
            let [first, last] = [worked.first + 1, worked.first + values.len() as u32];
            let title = format!("maps {first} to {last} at this place");
            let columns = values.len();
            let numbers = Numbers { title, values, columns, padding: Vec::new(), mark };
            view! { <NumberGrid numbers name="saw-window" /> }.into_any()
        }
        Arithmetic::Same => ().into_any(),
        // A single number is told in the steps.
        _ if one.window.len() <= 1 => ().into_any(),
        Arithmetic::Pooled(pooling) => {
            let mark = (*pooling == Pooling::Max).then(|| largest(one)).flatten();
            grid(own, one.window.clone(), "saw-window", mark).into_any()
        }
        Arithmetic::Weighted { .. } if matches!(open.row.op, Op::Subsample { .. }) => {
            grid(own, one.window.clone(), "saw-window", None).into_any()
        }
        Arithmetic::Weighted { .. } => view! {
            {grid(own, one.window.clone(), "saw-window", None)}
            <div class="saw-signed" tabindex="0" role="region" aria-label="Kernel">
                <span class="saw-sign" aria-hidden="true">"\u{d7}"</span>
                {grid("its kernel".into(), one.kernel.clone(), "saw-kernel-numbers", None)}
            </div>
            <div class="saw-signed" tabindex="0" role="region" aria-label="Products">
                <span class="saw-sign" aria-hidden="true">"="</span>
                {grid("products".into(), one.products(), "saw-products", None)}
            </div>
        }
        .into_any(),
    }
}

/// The place of the largest number that is not padding.
fn largest(one: &Products) -> Option<usize> {
    let real =
        one.window.iter().zip(&one.padding).enumerate().filter(|(_, (_, padding))| !**padding);
    real.max_by(|(_, (a, _)), (_, (b, _))| a.total_cmp(b)).map(|(place, _)| place)
}

fn line(step: Step) -> impl IntoView {
    let Step { sign, words, number, places } = step;
    let result = matches!(sign, "=" | "\u{2192}");
    view! {
        <tr class:result=result data-sign=sign>
            <td class="sign">{sign}</td>
            <th scope="row">{words}</th>
            <td class="number" data-number=number.to_string()>{words::decimals(number, places)}</td>
        </tr>
    }
}
