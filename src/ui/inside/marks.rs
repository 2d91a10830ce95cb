//! What is changed in a part of the network, in a few words.

use crate::{
    arch::{Change, Edit, Pooling},
    ui::words,
};

/// What is changed in one of these rows: `skip cut`, `2 silenced`; a count where it is more than one
/// thing. Nothing where nothing is.
pub fn mark(edits: &[Edit], rows: &[&str]) -> Option<String> {
    let here: Vec<&Edit> = within(edits, rows).collect();
    match here[..] {
        [] => None,
        [edit] => Some(word(&edit.change)),
        _ => Some(words::changes(count(here))),
    }
}

/// How many changes these are: each silent channel is one, as it is put in and taken out.
pub fn count<'a>(edits: impl IntoIterator<Item = &'a Edit>) -> usize {
    let of = |edit: &Edit| match &edit.change {
        Change::Silence(channels) => channels.len(),
        _ => 1,
    };
    edits.into_iter().map(of).sum()
}

/// How many of these rows have lost their skip connection, and how many their branch.
pub fn cuts(edits: &[Edit], rows: &[&str]) -> [usize; 2] {
    [Change::CutSkip, Change::CutBranch]
        .map(|change| within(edits, rows).filter(|edit| edit.change == change).count())
}

fn within<'a>(edits: &'a [Edit], rows: &'a [&str]) -> impl Iterator<Item = &'a Edit> {
    edits.iter().filter(|edit| rows.contains(&edit.row.as_str()))
}

/// A change in a few words.
pub fn word(change: &Change) -> String {
    match change {
        Change::CutSkip => "skip cut".into(),
        Change::CutBranch => "branch cut".into(),
        Change::Off => "off".into(),
        Change::Pool(Pooling::Average) => "mean".into(),
        Change::Pool(Pooling::Max) => "largest".into(),
        Change::Silence(channels) => format!("{} silenced", channels.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_say_what_is_changed_where() {
        let edits = [
            Edit::new("conv2_1.2", Change::CutSkip),
            Edit::new("conv2_2.2", Change::CutBranch),
            Edit::new("conv2_2.1", Change::Silence(vec![1, 5])),
        ];
        let mark = |rows: &[&str]| mark(&edits, rows);
        assert_eq!(mark(&["conv2_1.1"]), None);
        assert_eq!(mark(&["conv2_1.1", "conv2_1.2"]).as_deref(), Some("skip cut"));
        assert_eq!(mark(&["conv2_2.1"]).as_deref(), Some("2 silenced"));
        assert_eq!(mark(&["conv2_2.1", "conv2_2.2"]).as_deref(), Some("3 changes"));
        assert_eq!(count(&edits), 4);
        assert_eq!(cuts(&edits, &["conv2_1.2", "conv2_2.2"]), [1, 1]);
        assert_eq!(cuts(&edits, &["conv2_1.1"]), [0, 0]);
    }
}
