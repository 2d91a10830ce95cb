use super::plan::{fitted, names};
use super::*;
use crate::arch;
use crate::weights::FileAbout;

#[test]
fn ranking_is_by_probability() {
    let ranked = rank(&[0.1, 0.6, 0.3]);
    assert_eq!(ranked.iter().map(|one| one.class).collect::<Vec<_>>(), [1, 2, 0]);
    assert_eq!(rank(&vec![0.001; 1000]).len(), TOP);
}

#[test]
fn networks_for_digits_are_refused_by_name() {
    let error = slot(&arch::lenet5::modern()).unwrap_err();
    assert!(error.to_string().contains("LeNet-5"), "{error}");
    assert!(error.advice().contains("ResNet"), "{}", error.advice());
    assert_eq!(slot(&arch::find("resnet152").unwrap()), Ok(Slot::ResNet));
    assert_eq!(slot(&arch::find("caffenet").unwrap()), Ok(Slot::AlexNet));
}

#[test]
fn sides_are_what_the_table_allows() {
    let side = |name: &str, side| fitted(arch::find(name).unwrap(), side).map(|one| one.input[0]);
    assert_eq!(side("resnet50", 96), Ok(96));
    assert_eq!(side("alexnet_tv", 128), Ok(128));
    assert_eq!(side("alexnet", 227), Ok(227));
    assert!(side("alexnet", 224).is_err() && side("resnet50", 8).is_err());
}

#[test]
fn labels_come_from_the_visitor_the_file_or_a_thousand_classes() {
    let ask = |about: About, file: FileAbout, classes| names(&about, &file, classes);
    let (labels, set) = ask(About::default(), FileAbout::default(), 1000).unwrap();
    assert_eq!((labels[0].as_str(), set.as_str()), ("tench", "1000 ImageNet classes"));
    let (labels, set) = ask(About::default(), FileAbout::default(), 3).unwrap();
    assert_eq!((labels[2].as_str(), set.as_str()), ("class 2", "3 classes without names"));
    let (labels, set) = ask(About::default(), FileAbout::default(), 200).unwrap();
    assert_eq!((labels[0].as_str(), set.as_str()), ("class 0", "200 classes without names"));
    let own = |list: &[&str]| Some(list.iter().map(|&label| label.to_owned()).collect());
    let file = FileAbout { labels: own(&["a", "b"]), ..Default::default() };
    assert_eq!(ask(About::default(), file.clone(), 2).unwrap().0, ["a", "b"]);
    let about = About { labels: own(&["c", "d"]), ..Default::default() };
    assert_eq!(ask(about.clone(), file, 2).unwrap().0, ["c", "d"]);
    assert!(ask(about, FileAbout::default(), 3).is_err());
}

#[test]
fn a_set_that_the_classes_are_not_of_gives_no_title() {
    let ask = |set: &str, labels: Option<Vec<String>>, classes| {
        let file = FileAbout { label_set: Some(set.into()), labels, ..Default::default() };
        names(&About::default(), &file, classes).unwrap()
    };
    let title = |set: &str, labels, classes| ask(set, labels, classes).1;
    assert_eq!(title("imagenet-1k", None, 1000), "1000 ImageNet classes");
    assert_eq!(title("imagenet-1k", None, 7), "7 classes without names");
    assert_eq!(title("imagenet-1k", Some(vec!["a".into(), "b".into()]), 2), "2 classes");
    assert_eq!(title("my own garden", None, 7), "my own garden", "words are a visitor's own");
    // Also where a set that we know has as many.
    for (words, classes) in [("CUB-200 birds", 200), ("my thousand", 1000)] {
        let (labels, set) = ask(words, None, classes);
        assert_eq!((labels[0].as_str(), set.as_str()), ("class 0", words));
    }
    let (labels, set) = ask("tiny-imagenet-200", None, 200);
    assert_eq!((labels[0].as_str(), set.as_str()), ("goldfish", "200 everyday classes"));
}

#[test]
fn labels_given_beside_a_file_are_not_titled_as_its_own() {
    let labels: Vec<String> = (0..200).map(|class| format!("bird {class}")).collect();
    for set in ["tiny-imagenet-200", "words of the file"] {
        let file = FileAbout { label_set: Some(set.into()), ..Default::default() };
        let mut about = About { labels: Some(labels.clone()), ..Default::default() };
        let expected = (labels.clone(), "200 classes".to_owned());
        assert_eq!(names(&about, &file, 200).unwrap(), expected, "{set}");
        // What is said together with them is theirs.
        about.label_set = Some("CUB-200 birds".into());
        assert_eq!(names(&about, &file, 200).unwrap().1, "CUB-200 birds");
    }
}
