//! The names of classes: the label sets that weights are trained for.

use crate::error::Error;

/// A list of classes that several weights share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelSet {
    /// The name used in files: `imagenet-1k`.
    pub name: &'static str,
    /// For people: `1000 ImageNet classes`.
    pub title: &'static str,
    labels: &'static str,
}

/// The sets that we know.
const SETS: [LabelSet; 2] = [
    // torchvision, models/_meta.py (BSD-3-Clause): its classes in its order, the WordNet ids'.
    LabelSet {
        name: "imagenet-1k",
        title: "1000 ImageNet classes",
        labels: include_str!("labels/imagenet_1k.txt"),
    },
    // Tiny ImageNet-200's words.txt: the first word of each class, in the order of the WordNet ids.
    LabelSet {
        name: "tiny-imagenet-200",
        title: "200 everyday classes",
        labels: include_str!("labels/tiny_imagenet_200.txt"),
    },
];

/// The label set called `name`, if we know it.
pub fn set(name: &str) -> Option<LabelSet> {
    SETS.into_iter().find(|set| set.name == name)
}

/// The set of weights that do not name theirs: a thousand classes are ImageNet's. Other numbers say nothing: many
/// a set of somebody's own has 200.
pub fn presumed(classes: usize) -> Option<LabelSet> {
    set("imagenet-1k").filter(|set| set.labels().len() == classes)
}

impl LabelSet {
    /// A label a class, in order.
    pub fn labels(&self) -> Vec<String> {
        self.labels.lines().map(str::to_owned).collect()
    }
}

/// A label is cut after so many letters: what is longer is none.
const LONGEST: usize = 200;

/// Labels from a text file, one a line, of 200 letters at most. Empty lines at the end do not count, nor
/// does a byte order mark.
///
/// # Errors
///
/// [`Error::BadFile`] if they are not `classes` lines.
pub fn parse(name: &str, text: &str, classes: usize) -> Result<Vec<String>, Error> {
    let bad = |reason: String| Error::BadFile { what: name.into(), reason };
    let text = text.trim_start_matches('\u{feff}').trim_end();
    let labels: Vec<String> =
        text.lines().map(|line| line.trim().chars().take(LONGEST).collect()).collect();
    if labels.len() != classes {
        let found = labels.len();
        return Err(bad(format!("it has {found} lines, and the network {classes} classes")));
    }
    Ok(labels)
}

/// `class 17`, for networks without labels.
pub fn numbered(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("class {class}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_have_the_classes_that_their_titles_say() {
        for (name, count, first, last) in [
            ("imagenet-1k", 1000, "tench", "toilet tissue"),
            ("tiny-imagenet-200", 200, "goldfish", "acorn"),
        ] {
            let set = set(name).unwrap();
            let labels = set.labels();
            assert_eq!((labels.len(), labels[0].as_str()), (count, first));
            assert_eq!(labels[count - 1], last);
            assert!(set.title.starts_with(&count.to_string()));
            assert!(labels.iter().all(|label| !label.is_empty()));
        }
        assert_eq!(set("imagenet-22k"), None);
        assert_eq!(presumed(1000), set("imagenet-1k"));
        assert_eq!([10, 200].map(presumed), [None; 2]);
    }

    #[test]
    fn a_text_file_has_a_line_a_class() {
        assert_eq!(parse("x.txt", "a\r\n b \n\n", 2).unwrap(), ["a", "b"]);
        assert_eq!(parse("x.txt", "\u{feff}a\nb", 2).unwrap(), ["a", "b"]);
        let error = parse("x.txt", "a\nb\nc", 2).unwrap_err().to_string();
        assert!(error.contains("3 lines") && error.contains("2 classes"), "{error}");
    }
}
