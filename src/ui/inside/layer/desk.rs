//! What the room is about: the open row, the chosen map and pixel, and what the engine says of them.

use super::{
    open::Open,
    order::{Order, Scale, arranged, brightest, on_page},
};
use crate::{
    arch::Area,
    protocol::look::{Finding, Map, Maps, Question, Which, Worked},
    ui::inside::{found::Found, lab::Lab},
};
use leptos::prelude::*;

/// What a visitor has chosen in a row. It means nothing in others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spot {
    row: String,
    channel: Option<u32>,
    place: Option<[usize; 2]>,
    page: usize,
    /// Whether a pixel stays chosen while the pointer goes over others.
    pub held: bool,
}

/// A handle: copies mean the same desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The laboratory.
    pub lab: Lab,
    /// The open row.
    pub open: Memo<Option<Open>>,
    /// The order of the maps; the network's usual one while none is chosen.
    order: RwSignal<Option<Order>>,
    /// What is black and what is white.
    pub scale: RwSignal<Scale>,
    /// The ends of the fixed scale.
    pub fixed: RwSignal<[f32; 2]>,
    spot: RwSignal<Spot>,
    /// The maps.
    pub maps: Found,
    /// The arithmetic of the chosen pixel.
    pub worked: Found,
    /// Places in the list of maps, in the order in which they are shown.
    pub arranged: Memo<Vec<usize>>,
    /// The chosen map.
    pub channel: Memo<Option<u32>>,
    /// The chosen pixel: row and column.
    pub place: Memo<Option<[usize; 2]>>,
}

impl Desk {
    /// A desk for what is open in the laboratory.
    pub fn new(lab: Lab) -> Self {
        let open = Memo::new(move |_| {
            let index = lab.index()?;
            lab.looked.with(|looked| Open::new(looked.as_ref()?, index))
        });
        let (order, scale) = (RwSignal::new(None), RwSignal::new(Scale::Map));
        let (fixed, spot) = (RwSignal::new([0.0, 1.0]), RwSignal::new(Spot::default()));
        let maps = lab.find(move || {
            let (row, spatial) =
                open.with(|open| open.as_ref().map(|it| (it.row.name.clone(), it.is_spatial())))?;
            Some(Question::Maps { row, levels: scale.get().levels(spatial, fixed.get()), most: 0 })
        });
        let by = Memo::new(move |_| order.get().unwrap_or(usual(lab)));
        let arranged = Memo::new(move |_| {
            with_maps(open, maps, |maps| arranged(&maps.maps, by.get())).unwrap_or_default()
        });
        let chosen = Memo::new(move |_| own(open, spot));
        let channel = Memo::new(move |_| {
            let channels = open.with(|open| open.as_ref().map_or(0, Open::channels));
            let chosen = chosen.get().channel.filter(|channel| (*channel as usize) < channels);
            let first = || {
                let first = arranged.with(|places| places.first().copied())?;
                with_maps(open, maps, |maps| Some(maps.maps.get(first)?.channel)).flatten()
            };
            chosen.or_else(first)
        });
        let place = Memo::new(move |_| {
            let [height, width] = open.with(|open| open.as_ref().map(Open::size))?;
            let inside = |[row, column]: &[usize; 2]| *row < height && *column < width;
            let brightest = || {
                let channel = channel.get()?;
                let find = |maps: &Maps| {
                    let map = maps.maps.iter().find(|map| map.channel == channel)?;
                    Some(brightest(&map.pixels, width))
                };
                with_maps(open, maps, find).flatten()
            };
            chosen.get().place.or_else(brightest).filter(inside)
        });
        let worked = lab.find(move || {
            let row = open.with(|open| open.as_ref().map(|open| open.row.name.clone()))?;
            let pixel = place.get()?.map(|at| at as u32);
            Some(Question::Worked { row, pixel, channel: channel.get()? })
        });
        let desk =
            Self { lab, open, order, scale, fixed, spot, maps, worked, arranged, channel, place };
        desk.light_up();
        desk
    }

    /// Always one row is open; what the chosen pixel sees is lit up on the input.
    fn light_up(self) {
        let lab = self.lab;
        Effect::new(move |_| {
            let first =
                lab.looked.with(|looked| Some(looked.as_ref()?.network.rows.first()?.name.clone()));
            if lab.row.with(Option::is_none) && first.is_some() {
                lab.row.set(first);
            }
        });
        Effect::new(move |_| lab.lit.set(self.field().into_iter().collect()));
        on_cleanup(move || {
            lab.lit.try_set(Vec::new());
        });
    }

    /// What the visitor chose in the open row.
    pub fn spot(self) -> Spot {
        own(self.open, self.spot)
    }

    fn choose(self, change: impl FnOnce(&mut Spot)) {
        let mut spot = untrack(|| self.spot());
        change(&mut spot);
        self.spot.set(spot);
    }

    /// Chooses a map; its pixel stays where it is.
    pub fn choose_map(self, channel: u32) {
        self.choose(|spot| spot.channel = Some(channel));
    }

    /// Chooses a pixel, to stay or not.
    pub fn choose_pixel(self, place: [usize; 2], held: bool) {
        let channel = self.channel.get_untracked();
        // The map stays the same, whatever is the strongest from now on.
        self.choose(|spot| {
            *spot = Spot { channel, place: Some(place), held, ..std::mem::take(spot) }
        });
    }

    /// The maps on the page that is shown: places in [`Self::arranged`].
    pub fn shown(self) -> std::ops::Range<usize> {
        let count = self.open.with(|open| open.as_ref().map_or(0, Open::channels));
        on_page(count, self.spot().page)
    }

    /// Turns to another page.
    pub fn turn(self, page: usize) {
        self.choose(|spot| spot.page = page);
    }

    /// The page that is shown, from 0.
    pub fn page(self) -> usize {
        self.shown().start / super::order::PAGE
    }

    /// The order of the maps.
    pub fn order(self) -> Order {
        self.order.get().unwrap_or(usual(self.lab))
    }

    /// Another order, from its first page on.
    pub fn set_order(self, order: Order) {
        self.order.set(Some(order));
        self.turn(0);
    }

    /// The newest maps of the open row.
    pub fn with_maps<T>(self, view: impl FnOnce(&Maps) -> T) -> Option<T> {
        with_maps(self.open, self.maps, view)
    }

    /// The map that is shown at a place of the whole order.
    pub fn with_map<T>(self, at: usize, view: impl FnOnce(&Map) -> T) -> Option<T> {
        let place = self.arranged.with(|places| places.get(at).copied())?;
        self.with_maps(|maps| maps.maps.get(place).map(view)).flatten()
    }

    /// Something of each map, in the order in which they are shown.
    pub fn in_order<T>(self, view: impl Fn(&Map) -> T) -> Vec<T> {
        let of = |maps: &Maps| {
            self.arranged.with(|places| {
                places.iter().filter_map(|place| maps.maps.get(*place)).map(&view).collect()
            })
        };
        self.with_maps(of).unwrap_or_default()
    }

    /// The chosen map.
    pub fn with_chosen<T>(self, view: impl FnOnce(&Map) -> T) -> Option<T> {
        let channel = self.channel.get()?;
        self.with_maps(|maps| maps.maps.iter().find(|map| map.channel == channel).map(view))
            .flatten()
    }

    /// The newest arithmetic of a number of the open row.
    pub fn worked(self) -> Option<Worked> {
        let row = self.open.with(|open| open.as_ref().map(|open| open.row.name.clone()))?;
        self.worked.finding.with(|finding| match finding {
            Some(Finding::Worked(worked)) if worked.row == row => Some(worked.clone()),
            _ => None,
        })
    }

    /// What of the input the chosen pixel sees.
    pub fn field(self) -> Option<Area> {
        let place = self.place.get()?;
        self.open.with(|open| open.as_ref()?.field(place))
    }
}

/// Digits are few maps that stay in their places while one draws; photographs have many.
fn usual(lab: Lab) -> Order {
    match lab.looked.with(|looked| looked.as_ref().map(|looked| looked.which)) {
        Some(Which::Photo(_)) => Order::Strongest,
        _ => Order::Number,
    }
}

/// What was chosen in the open row; nothing is in one that was just opened.
fn own(open: Memo<Option<Open>>, spot: RwSignal<Spot>) -> Spot {
    let row = open.with(|open| open.as_ref().map(|open| open.row.name.clone())).unwrap_or_default();
    spot.with(|spot| match spot.row == row {
        true => spot.clone(),
        false => Spot { row, ..Spot::default() },
    })
}

fn with_maps<T>(
    open: Memo<Option<Open>>,
    found: Found,
    view: impl FnOnce(&Maps) -> T,
) -> Option<T> {
    open.with(|open| {
        let open = open.as_ref()?;
        found.finding.with(|finding| match finding {
            Some(Finding::Maps(maps))
                if maps.row == open.row.name
                    && maps.shape == open.summary.output.map(|size| size as u32) =>
            {
                Some(view(maps))
            }
            _ => None,
        })
    })
}
