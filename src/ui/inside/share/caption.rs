//! What stands beside a saved picture, and where its parts go.

use super::{
    super::{looked::Looked, marks},
    view::View,
};
use crate::{protocol::look::Outcome, ui::words};

/// As many classes stand beside the picture.
const LISTED: usize = 5;
/// As many changes are named; more are counted.
const NAMED: usize = 4;

/// The words beside a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// The network.
    pub title: String,
    /// Its likeliest classes, as things are: label, share in words, share from 0 to 1.
    pub answers: Vec<(String, String, f32)>,
    /// What is looked at, and what is changed.
    pub notes: Vec<String>,
}

impl Caption {
    /// Of a view.
    pub fn of(looked: &Looked, view: &View, outcome: Option<&Outcome>, map: Option<u32>) -> Self {
        let list = outcome.map(|outcome| match view.edits.is_empty() {
            true => &outcome.plain,
            false => &outcome.edited,
        });
        let answers = list.into_iter().flatten().take(LISTED).map(|ranked| {
            let share = ranked.probability;
            (looked.label(ranked.class), words::percent(share), share)
        });
        let mut notes = Vec::new();
        if let Some(class) = map {
            notes.push(format!("Map for: {}", looked.label(class)));
        }
        if let Some(index) = view.row.as_deref().and_then(|row| looked.row(row)) {
            let row = &looked.rows[index];
            notes.push(format!("{}: {}", words::layer(&row.name), words::shape(row.output)));
        }
        let named = view.edits.iter().take(NAMED);
        notes.extend(
            named.map(|edit| format!("{}: {}", words::layer(&edit.row), marks::word(&edit.change))),
        );
        let others = marks::count(view.edits.iter().skip(NAMED));
        if others > 0 {
            notes.push(format!("and {} more", words::changes(others)));
        }
        Self { title: looked.title.clone(), answers: answers.collect(), notes }
    }
}

/// Where things of these sizes go, `[width, height]`, line by line in so much width; and how high
/// all of it is.
pub fn flow(sizes: &[[f64; 2]], width: f64, gap: f64) -> (Vec<[f64; 2]>, f64) {
    let (mut x, mut y, mut high) = (0.0, 0.0, 0.0_f64);
    let mut places = Vec::with_capacity(sizes.len());
    for [wide, tall] in sizes {
        if x > 0.0 && x + wide > width {
            (x, y, high) = (0.0, y + high + gap, 0.0);
        }
        places.push([x, y]);
        x += wide + gap;
        high = high.max(*tall);
    }
    (places, y + high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        arch::find,
        protocol::{look::Which, photo::Ranked},
    };

    #[test]
    fn a_caption_says_what_was_changed_and_answered() {
        let labels: Vec<String> = (0..10).map(|digit| digit.to_string()).collect();
        let looked =
            Looked::new(Which::Digit, "LeNet-5".into(), find("lenet5").unwrap(), labels.into());
        let answer = |class| vec![Ranked { class, probability: 0.5 }];
        let outcome = Outcome { plain: answer(3), edited: answer(5), computed: 6, rows: 7 };
        let caption =
            |query: &str| Caption::of(&looked, &View::parse(query), Some(&outcome), Some(3));
        let plain = caption("row=c3");
        assert_eq!(plain.answers, [("3".into(), "50.0\u{a0}%".into(), 0.5)]);
        assert_eq!(plain.notes, ["Map for: 3", "C3: 10 \u{d7} 10 \u{d7} 16"]);
        let changed = caption("silence=c1:0,c3:1,s2:2,s4:3,c5:4,f6:5");
        assert_eq!(changed.answers[0].0, "5");
        assert_eq!(changed.notes[1..3], ["C1: 1 silenced", "C3: 1 silenced"]);
        assert_eq!(changed.notes.last().map(String::as_str), Some("and 2 changes more"));
    }

    #[test]
    fn things_flow_in_lines() {
        let (places, high) = flow(&[[40.0, 10.0], [40.0, 30.0], [40.0, 20.0]], 100.0, 10.0);
        assert_eq!(places, [[0.0, 0.0], [50.0, 0.0], [0.0, 40.0]]);
        assert_eq!(high, 60.0);
        assert_eq!(flow(&[], 100.0, 10.0).1, 0.0);
        assert_eq!(flow(&[[300.0, 5.0]], 100.0, 10.0).0, [[0.0, 0.0]], "too wide stays first");
    }
}
