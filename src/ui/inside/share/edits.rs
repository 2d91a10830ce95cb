//! Changes of a network as parts of an address: `cut=conv3_2.3`, `silence=c1:0.4-6`.

use crate::arch::{Change, Edit, Pooling};
use std::mem::discriminant;

/// No address silences more channels than any network here has.
const MOST_CHANNEL: u32 = 4095;

/// The changes that are about a whole row, by their names in addresses.
fn named(name: &str) -> Option<Change> {
    Some(match name {
        "cut" => Change::CutSkip,
        "branch" => Change::CutBranch,
        "off" => Change::Off,
        "average" => Change::Pool(Pooling::Average),
        "maximum" => Change::Pool(Pooling::Max),
        _ => return None,
    })
}

/// The changes that `name=value` asks for; those that make no sense are left out.
pub fn read(name: &str, value: &str) -> Vec<Edit> {
    let rows = value.split(',');
    match named(name) {
        Some(change) => {
            rows.filter(|row| is_row(row)).map(|row| Edit::new(row, change.clone())).collect()
        }
        None if name == "silence" => rows.filter_map(silenced).collect(),
        None => Vec::new(),
    }
}

/// The changes as `name=value`, one a kind.
pub fn write(edits: &[Edit]) -> Vec<String> {
    let of = |name: &str| {
        let rows: Vec<&str> = edits
            .iter()
            .filter(|edit| named(name).is_some_and(|change| change == edit.change))
            .map(|edit| edit.row.as_str())
            .collect();
        (!rows.is_empty()).then(|| format!("{name}={}", rows.join(",")))
    };
    let silenced: Vec<String> = edits
        .iter()
        .filter_map(|edit| match &edit.change {
            Change::Silence(channels) => Some(format!("{}:{}", edit.row, ranges(channels))),
            _ => None,
        })
        .collect();
    let silenced = (!silenced.is_empty()).then(|| format!("silence={}", silenced.join(",")));
    ["cut", "branch", "off", "average", "maximum"]
        .into_iter()
        .filter_map(of)
        .chain(silenced)
        .collect()
}

/// Adds a change to those before it. What says the same again, or contradicts one of them, is left out: a block
/// keeps one of its two ways, a layer pools in one way.
pub fn add(edits: &mut Vec<Edit>, edit: Edit) {
    let part = |change: &Change| match change {
        Change::CutBranch => discriminant(&Change::CutSkip),
        other => discriminant(other),
    };
    let about =
        |other: &&mut Edit| other.row == edit.row && part(&other.change) == part(&edit.change);
    match (edits.iter_mut().find(about).map(|other| &mut other.change), &edit.change) {
        (None, _) => edits.push(edit),
        (Some(Change::Silence(silent)), Change::Silence(more)) => {
            silent.extend(more);
            silent.sort_unstable();
            silent.dedup();
        }
        (Some(_), _) => {}
    }
}

/// Whether this can be the name of a row: nothing that would mean something in an address.
pub fn is_row(name: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_.".contains(letter);
    (1..=32).contains(&name.len()) && name.chars().all(plain)
}

/// `c1:0.4-6`.
fn silenced(value: &str) -> Option<Edit> {
    let (row, list) = value.split_once(':')?;
    let mut channels = Vec::new();
    for part in list.split('.') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        if last > MOST_CHANNEL {
            return None;
        }
        channels.extend(first..=last);
    }
    channels.sort_unstable();
    channels.dedup();
    (is_row(row) && !channels.is_empty()).then(|| Edit::new(row, Change::Silence(channels)))
}

/// `0.4-6` of 0, 4, 5 and 6.
fn ranges(channels: &[u32]) -> String {
    let mut channels = channels.to_vec();
    channels.sort_unstable();
    channels.dedup();
    let mut parts: Vec<[u32; 2]> = Vec::new();
    for channel in channels {
        match parts.last_mut() {
            Some([_, last]) if channel == *last + 1 => *last = channel,
            _ => parts.push([channel; 2]),
        }
    }
    let part = |[first, last]: &[u32; 2]| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    parts.iter().map(part).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_survive_an_address() {
        let edits = vec![
            Edit::new("conv3_2.3", Change::CutSkip),
            Edit::new("conv3_1.3", Change::CutSkip),
            Edit::new("conv4_1.3", Change::CutBranch),
            Edit::new("norm1", Change::Off),
            Edit::new("s2", Change::Pool(Pooling::Average)),
            Edit::new("c1", Change::Silence(vec![0, 4, 5, 6])),
            Edit::new("c3", Change::Silence(vec![15])),
        ];
        let written = write(&edits);
        assert_eq!(
            written,
            [
                "cut=conv3_2.3,conv3_1.3",
                "branch=conv4_1.3",
                "off=norm1",
                "average=s2",
                "silence=c1:0.4-6,c3:15"
            ]
        );
        let back: Vec<Edit> = written
            .iter()
            .flat_map(|pair| pair.split_once('=').map(|(n, v)| read(n, v)).unwrap_or_default())
            .collect();
        assert_eq!(back, edits);
        assert!(write(&[]).is_empty());
    }

    #[test]
    fn nonsense_asks_for_nothing() {
        for (name, value) in [
            ("cut", ""),
            ("cut", "a b"),
            ("cut", "<b>"),
            ("silence", "c1"),
            ("silence", "c1:"),
            ("silence", "c1:9-"),
            ("silence", "c1:0-4000000000"),
            ("silence", "c1:5-2"),
            ("paint", "c1"),
        ] {
            assert!(read(name, value).is_empty(), "{name}={value}");
        }
        assert_eq!(read("cut", "a,,b c,d").len(), 2, "what makes sense stays");
    }
}
