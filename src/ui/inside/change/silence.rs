//! Channels that are silenced, row by row.

use crate::{
    arch::{Change, Edit, Network, Op, Summary},
    ui::words,
};

/// A row whose channels can be silenced one by one.
#[derive(Clone, Debug, PartialEq)]
pub struct Bench {
    /// The row's name.
    pub row: String,
    /// How many channels it has.
    pub channels: u32,
    /// Whether they are maps; otherwise they are single units.
    pub maps: bool,
}

impl Bench {
    /// What one of its channels is called.
    pub fn thing(&self) -> &'static str {
        if self.maps { "map" } else { "unit" }
    }

    /// `conv3_1.2, 128 channels`.
    pub fn title(&self) -> String {
        let count = words::counted(self.channels as usize, self.thing());
        format!("{}, {count}", words::layer(&self.row))
    }
}

/// The rows that make channels: all with weights, but for the last, whose channels are the classes.
/// `rows` are those of the table, summed up.
pub fn benches(network: &Network, rows: &[Summary]) -> Vec<Bench> {
    let last = network.rows.len().saturating_sub(1);
    let makes =
        |op: &Op| matches!(op, Op::Conv2d { .. } | Op::Subsample { .. } | Op::Linear { .. });
    let those = network.rows.iter().zip(rows).take(last).filter(|(row, _)| makes(&row.op));
    let bench = |(_, summary): (_, &Summary)| Bench {
        row: summary.name.clone(),
        channels: summary.output[2] as u32,
        maps: summary.output[0] * summary.output[1] > 1,
    };
    those.map(bench).collect()
}

/// The row to begin with: the last with maps.
pub fn first(benches: &[Bench]) -> Option<&Bench> {
    benches.iter().rfind(|bench| bench.maps).or(benches.last())
}

/// All silent channels, with their rows.
pub fn all(edits: &[Edit]) -> Vec<(String, u32)> {
    let of = |edit: &Edit| match &edit.change {
        Change::Silence(channels) => {
            channels.iter().map(|&channel| (edit.row.clone(), channel)).collect()
        }
        _ => Vec::new(),
    };
    edits.iter().flat_map(of).collect()
}

/// Silences a channel, or gives it back. A row has one edit that holds all its silent channels.
pub fn toggle(edits: &mut Vec<Edit>, row: &str, channel: u32) {
    let mut channels = Edit::silenced(edits, row).to_vec();
    match channels.binary_search(&channel) {
        Ok(place) => {
            channels.remove(place);
        }
        Err(place) => channels.insert(place, channel),
    }
    let change = Change::Silence(channels);
    let is = |edit: &Edit| edit.row == row && matches!(edit.change, Change::Silence(_));
    match (edits.iter().position(is), &change) {
        (Some(place), Change::Silence(channels)) if channels.is_empty() => {
            edits.remove(place);
        }
        (Some(place), _) => edits[place].change = change,
        (None, _) => edits.push(Edit::new(row, change)),
    }
}

/// The channel that a visitor means who counts from 1.
///
/// # Errors
///
/// What to say to one who means none.
pub fn counted(text: &str, bench: &Bench) -> Result<u32, String> {
    match text.trim().parse::<u32>() {
        Ok(number) if (1..=bench.channels).contains(&number) => Ok(number - 1),
        _ => Err(format!(
            "{} has {}s 1 to {}.",
            words::layer(&bench.row),
            bench.thing(),
            words::thousands(bench.channels as usize)
        )),
    }
}

/// A ranking in words: `channels` as they come, the one the class needs most first.
pub fn told(ranking: &[(u32, f32)], thing: &str, class: &str) -> String {
    let Some((most, fall)) = ranking.first() else { return String::new() };
    let better = ranking.iter().filter(|(_, fall)| *fall < 0.0).count();
    let needs = match *fall {
        fall if fall > 0.0 => format!(
            "{class} needs {thing} {} most: without it the score falls by {}.",
            most + 1,
            words::value(fall)
        ),
        _ => format!("{class} loses nothing without any one {thing}."),
    };
    match better {
        0 => needs,
        1 => format!("{needs} One {thing}, silenced alone, makes the score rise."),
        count => {
            let count = words::thousands(count);
            format!("{needs} Each of {count} {thing}s, silenced alone, makes the score rise.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    fn of(name: &str) -> Vec<Bench> {
        let network = find(name).unwrap();
        benches(&network, &network.summary())
    }

    #[test]
    fn rows_with_weights_can_be_operated_on() {
        let titles: Vec<String> = of("lenet5").iter().map(Bench::title).collect();
        assert_eq!(titles[0], "C1, 6 maps");
        assert!(titles.contains(&"F6, 84 units".into()), "{titles:?}");
        assert_eq!(first(&of("lenet5")).map(|it| it.row.as_str()), Some("c3"));
        assert_eq!(first(&of("resnet50")).map(|it| it.row.as_str()), Some("conv5_3.3"));
        assert_eq!(first(&of("alexnet")).map(|it| it.row.as_str()), Some("conv5"));
        let network = find("alexnet").unwrap();
        for bench in of("alexnet") {
            let row = network.row(&bench.row).unwrap();
            assert!(network.can(row, &Change::Silence(vec![bench.channels - 1])), "{bench:?}");
            assert!(!network.can(row, &Change::Silence(vec![bench.channels])), "{bench:?}");
        }
        assert!(of("alexnet").iter().all(|bench| bench.row != "fc8"), "its channels are classes");
    }

    #[test]
    fn a_row_has_one_edit() {
        let mut edits = vec![Edit::new("norm1", Change::Off)];
        for channel in [5, 2, 9, 5] {
            toggle(&mut edits, "c3", channel);
        }
        toggle(&mut edits, "c1", 0);
        assert_eq!(
            (Edit::silenced(&edits, "c3"), Edit::silenced(&edits, "c1")),
            (&[2, 9][..], &[0][..])
        );
        assert_eq!(edits.len(), 3);
        assert_eq!(all(&edits).len(), 3);
        for channel in [2, 9] {
            toggle(&mut edits, "c3", channel);
        }
        assert_eq!(edits.len(), 2, "nothing is left of it");
    }

    #[test]
    fn visitors_count_from_one() {
        let bench = Bench { row: "c3".into(), channels: 16, maps: true };
        assert_eq!([counted(" 1", &bench), counted("16", &bench)], [Ok(0), Ok(15)]);
        for text in ["0", "17", "-1", "", "two"] {
            assert_eq!(counted(text, &bench), Err("C3 has maps 1 to 16.".into()), "{text}");
        }
    }

    #[test]
    fn a_ranking_is_told() {
        let ranking = [(4, 2.0), (1, 0.5), (0, -0.25)];
        assert_eq!(
            told(&ranking, "map", "Cat"),
            "Cat needs map 5 most: without it the score falls by 2.00. One map, silenced alone, makes the score rise."
        );
        let many: Vec<(u32, f32)> = (0..1022_u32).map(|it| (it, 0.5 - it.min(1) as f32)).collect();
        let many = told(&many, "map", "Cat");
        assert!(
            many.ends_with(" Each of 1,021 maps, silenced alone, makes the score rise."),
            "{many}"
        );
        assert_eq!(told(&[(0, 0.0)], "unit", "Cat"), "Cat loses nothing without any one unit.");
        assert_eq!(told(&[], "unit", "Cat"), "");
    }
}
