//! A number of a row's output to look at closely: the strongest, until another is chosen.

use crate::{
    protocol::look::{Finding, Levels, Maps, Question, Worked},
    ui::{
        dom,
        inside::{failed::Failed, found::Found, lab::Lab},
        words,
    },
};
use leptos::prelude::*;

/// Names of a place's three numbers, in tests and for people, in the order map, row, column.
const FIELDS: [(&str, &str); 3] = [("map", "Map"), ("row", "Row"), ("column", "Column")];

/// Where the number stands. A handle: copies mean the same one.
#[derive(Clone, Copy)]
pub struct Place {
    lab: Lab,
    /// The row's name.
    pub row: RwSignal<String>,
    /// Map, row and column, where a visitor chose.
    chosen: RwSignal<Option<[u32; 3]>>,
    strongest: Found,
}

impl Place {
    /// The strongest number of the map that answers most.
    pub fn strongest(lab: Lab, row: String) -> Self {
        let row = RwSignal::new(row);
        let strongest = lab.find_plain(move || {
            Some(Question::Maps { row: row.get(), levels: Levels::Map, most: 1 })
        });
        Self { lab, row, chosen: RwSignal::new(None), strongest }
    }

    /// Map, row and column; nothing while that is not known.
    pub fn at(self) -> Option<[u32; 3]> {
        let found = self.strongest.finding.with(|finding| match finding {
            Some(Finding::Maps(maps)) if maps.row == self.row.get() => strongest(maps),
            _ => None,
        });
        self.chosen.get().or(found)
    }

    /// The arithmetic of this number, asked anew whenever it is another. Without changes in the
    /// network if `plain`.
    pub fn worked(self, plain: bool) -> Found {
        let question = move || {
            let [channel, y, x] = self.at()?;
            Some(Question::Worked { row: self.row.get(), pixel: [y, x], channel })
        };
        if plain { self.lab.find_plain(question) } else { self.lab.find(question) }
    }

    /// Another row; its strongest number is looked at first.
    pub fn open(self, row: String) {
        self.chosen.set(None);
        self.row.set(row);
    }

    /// How many maps, rows and columns there are.
    fn counts(self) -> Option<[u32; 3]> {
        self.lab.looked.with(|looked| {
            let looked = looked.as_ref()?;
            let [height, width, maps] = looked.rows.get(looked.row(&self.row.get())?)?.output;
            Some([maps, height, width].map(|count| count as u32))
        })
    }

    fn choose(self, field: usize, number: u32) {
        let (Some(mut at), Some(counts)) = untrack(|| (self.at(), self.counts())) else { return };
        if (1..=counts[field]).contains(&number) {
            at[field] = number - 1;
            self.chosen.set(Some(at));
        }
    }
}

/// The strongest pixel of the first map.
fn strongest(maps: &Maps) -> Option<[u32; 3]> {
    let map = maps.maps.first()?;
    let [_, width, _] = maps.shape;
    // Of several as strong the first.
    let (place, _) = map.pixels.iter().enumerate().rev().max_by_key(|(_, pixel)| **pixel)?;
    let place = place as u32;
    Some([map.channel, place / width.max(1), place % width.max(1)])
}

/// The work of a place, once it is there.
fn worked(found: Found) -> Option<Worked> {
    found.finding.with(|finding| match finding {
        Some(Finding::Worked(worked)) => Some(worked.clone()),
        _ => None,
    })
}

/// One number looked at closely: where it stands, and how it came about.
#[component]
pub fn Closely(
    /// What is looked at, in a heading.
    title: &'static str,
    /// The place.
    place: Place,
    /// The rows there are to choose from.
    rows: Vec<String>,
    /// Its arithmetic.
    found: Found,
    /// What is drawn of that.
    draw: impl Fn(Worked) -> AnyView + Send + 'static,
) -> impl IntoView {
    let drawn = move || match worked(found) {
        Some(work) => draw(work),
        None => view! { <p class="small">"Asking the network."</p> }.into_any(),
    };
    let failed = move || found.error.with(Option::is_some);
    view! {
        <h4>{title}</h4>
        <PlaceFields place rows />
        <Failed found what="The numbers" />
        <div class="neighbourhood" data-figure="" hidden=failed>{drawn}</div>
    }
}

/// Fields to choose the row and the number in; numbers count from 1.
#[component]
fn PlaceFields(
    /// The place.
    place: Place,
    /// The rows there are to choose from.
    rows: Vec<String>,
) -> impl IntoView {
    let several = rows.len() > 1;
    let option = move |name: String| {
        let own = name.clone();
        view! { <option value=name.clone() selected=move || place.row.get() == own>{words::layer(&name)}</option> }
    };
    let options = rows.into_iter().map(option).collect_view();
    let open = move |event| place.open(event_target_value(&event));
    let field = move |(index, (name, title)): (usize, (&'static str, &'static str))| {
        let value = move || place.at().map(|at| (at[index] + 1).to_string()).unwrap_or_default();
        let most = move || place.counts().map(|counts| counts[index].to_string());
        let put = move |event| {
            if let Some(number) = dom::whole(&event_target_value(&event)) {
                place.choose(index, number);
            }
        };
        view! {
            <label>
                <span>{title}</span>
                <input
                    type="number"
                    inputmode="numeric"
                    min="1"
                    max=most
                    data-testid=format!("place-{name}")
                    prop:value=value
                    on:change=put
                />
            </label>
        }
    };
    view! {
        <div class="place-fields">
            {several.then(|| view! { <label><span>"Layer"</span><select data-testid="place-layer" on:change=open>{options}</select></label> })}
            {FIELDS.into_iter().enumerate().map(field).collect_view()}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::look::Map;

    #[test]
    fn the_strongest_pixel_is_found() {
        let map = |pixels| Map { channel: 5, range: [0.0; 3], pixels };
        let maps = |pixels| Maps {
            row: "c1".into(),
            shape: [2, 3, 6],
            range: [0.0; 3],
            maps: vec![map(pixels)],
        };
        assert_eq!(strongest(&maps(vec![0, 9, 3, 1, 255, 255])), Some([5, 1, 1]));
        assert_eq!(strongest(&maps(vec![0; 6])), Some([5, 0, 0]));
        assert_eq!(strongest(&maps(Vec::new())), None);
    }
}
