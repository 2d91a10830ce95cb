//! The program as a person calls it.

use serde_json::Value;
use std::process::{Command, Stdio};

fn triptych(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_triptych"));
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// As with `| head`.
#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let mut child = triptych(&["summary", "resnet152"]).spawn().expect("the program");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.is_empty(), "{}: {told}", output.status);
}

/// As on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_a_fault() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full disk");
    let mut command = triptych(&["summary", "resnet50"]);
    let output = command.stdout(full).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.starts_with("standard output cannot be written: "), "{told}");
}

#[test]
fn options_that_mean_nothing_for_a_network_are_refused() {
    for (line, word) in [
        ("eval lenet5 --json", "--json"),
        (
            "eval lenet5 --data x",
            "--data is for networks that read photographs; lenet5 reads digits",
        ),
        ("eval lenet5 --side 28", "--side"),
        ("eval resnet50 --writers 10", "--writers"),
        ("eval resnet50 --strokes x", "--strokes"),
        ("eval resnet50 --crop 0.9", "--side"),
    ] {
        let arguments: Vec<_> = line.split(' ').collect();
        let output = triptych(&arguments).output().expect("the program");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {told}");
        assert!(told.starts_with("error: ") && told.contains(word), "{line}: {told}");
    }
}

#[test]
fn options_that_would_change_no_training_are_refused() {
    for (line, word) in [
        ("lenet5-1998 --temperature 2", "--temperature"),
        ("lenet5 --strokes none --keep ibm", "--keep"),
        ("lenet5-1998 --keep-writers 10", "--keep-writers"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_train"));
        let output = command.args(line.split(' ')).output().expect("the program");
        let told = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{line}: {told}");
        assert!(told.starts_with("error: ") && told.contains(word), "{line}: {told}");
    }
}

#[test]
fn wrong_numbers_of_answers_are_refused() {
    for count in ["0", "11"] {
        let output = triptych(&["--top-k", count, "x.png"]).output().expect("the program");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains("1..=10"), "{told}");
    }
}

/// JPEG, transparency and EXIF's orientation, as for photographs.
#[test]
fn a_digit_is_read_in_every_kind_of_file() {
    let names = ["digit.png", "digit.jpg", "digit-alpha.png", "digit-exif6.jpg"];
    let paths = names.map(|name| format!("tests/data/image/{name}"));
    let mut command = triptych(&["--device", "cpu", "--json"]);
    let output = command.args(&paths).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let answers = String::from_utf8(output.stdout).expect("text");
    assert_eq!(answers.lines().count(), names.len(), "{answers}");
    for (name, line) in names.iter().zip(answers.lines()) {
        let answer: Value = serde_json::from_str(line).expect("JSON");
        let best = &answer["top_k"][0];
        let sure = best["probability"].as_f64().is_some_and(|share| share > 0.95);
        assert!(best["digit"] == 2 && sure, "{name}: {line}");
    }
}

/// A shaded square is none of the ten, however likely one of them is among them.
#[test]
fn what_is_no_digit_is_told_as_such() {
    let told = |arguments: &[&str]| {
        let all = [&["--device", "cpu", "tests/data/image/grey-alpha.png"][..], arguments].concat();
        let output = triptych(&all).output().expect("the program");
        String::from_utf8(output.stdout).expect("text")
    };
    let answer: Value = serde_json::from_str(&told(&["--json"])).expect("JSON");
    let [none, best] = [&answer["none"], &answer["top_k"][0]["probability"]].map(Value::as_f64);
    assert!(none > Some(0.9) && best < Some(0.1), "{answer}");
    let text = told(&[]);
    assert!(text.lines().nth(1).is_some_and(|line| line.ends_with("%  none")), "{text}");
    let printed: Value =
        serde_json::from_str(&told(&["--network", "lenet5-1998", "--json"])).expect("JSON");
    assert!(printed.get("none").is_none(), "{printed}");
}

/// A home without data, so that it is as for who has just cloned this.
#[test]
fn missing_pen_strokes_are_told_as_they_are() {
    let home = std::env::temp_dir().join(format!("triptych-no-strokes-{}", std::process::id()));
    let told = |arguments: &str| {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let mut command = triptych(&arguments);
        let output = command.env("TRIPTYCH_HOME", &home).output().expect("the program");
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    let told_of = told("eval lenet5 --device cpu --writers 10");
    assert!(told_of.contains("not published") && told_of.contains("--strokes FILE"), "{told_of}");
    // Without them MNIST's test set is measured, which is not there either, but can be had.
    let told_of = told("eval lenet5 --device cpu");
    assert!(told_of.contains("cargo xtask data mnist"), "{told_of}");
    let told_of = told("eval lenet5 --device cpu --strokes none --only ibm");
    assert!(told_of.starts_with("error: --only"), "{told_of}");
}

#[test]
fn nothing_measured_is_no_measurement() {
    let file = std::env::temp_dir().join(format!("triptych-one-digit-{}", std::process::id()));
    let digit = r#"{"label":3,"donor":"ibm","writer":"a","strokes":[[[0,0],[600,100],[200,450],[700,700],[100,1000]]]}"#;
    std::fs::write(&file, digit).expect("written");
    let path = file.display().to_string();
    let strokes = ["eval", "lenet5", "--device", "cpu", "--strokes", &path, "--only"];
    for (arguments, word) in [
        ([&strokes[..], &["zzz"]].concat(), "no collection zzz; there are ibm"),
        ([&strokes[..], &["ibm", "--sure", "nan"]].concat(), "from 0 to 1"),
        (vec!["eval", "resnet50", "--limit", "0"], "1.."),
    ] {
        let output = triptych(&arguments).output().expect("the program");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(word), "{arguments:?}: {told}");
    }
    std::fs::remove_file(file).expect("removed");
}

#[test]
fn one_picture_that_cannot_be_read_costs_no_measurement() {
    let folder = std::env::temp_dir().join(format!("triptych-one-bad-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::copy("tests/data/image/size-60x45.png", folder.join("goldfish.png")).expect("copied");
    std::fs::write(folder.join("acorn.jpg"), "no picture").expect("written");
    let path = folder.display().to_string();
    let arguments = ["eval", "resnet50", "--device", "cpu", "--json", "--data", &path];
    let output = triptych(&arguments).output().expect("the program");
    std::fs::remove_dir_all(folder).expect("removed");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("acorn.jpg") && told.contains("1 of its pictures"), "{told}");
    let measured: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(measured["pictures"], 1, "{measured}");
}

#[test]
fn a_missing_file_is_no_fault_of_the_connection() {
    let output = triptych(&["--device", "cpu", "no.png"]).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(
        told.contains("no.png could not be read")
            && told.ends_with("Check the name, then try again.\n"),
        "{told}"
    );
}

/// As README.md calls it. `tests/bundled.rs` writes what is known.
#[test]
fn a_photo_is_named_and_its_layers_are_timed() {
    let line = "--network alexnet_tv --weights weights/alexnet-tiny200.safetensors --device cpu \
        --json --layers --top-k 5 www/samples/photos/coffee.jpg";
    let output = triptych(&line.split_whitespace().collect::<Vec<_>>()).output();
    let output = output.expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let known = std::fs::read("tests/data/bundled.json").expect("known answers");
    let known: Value = serde_json::from_slice(&known).expect("JSON");
    let expected = &known["alexnet_tv"]["photos"]["coffee.jpg"];
    for place in 0..5 {
        let (got, expected) = (&answer["top_k"][place], &expected[place]);
        assert_eq!(got["label"], expected[0], "{answer}");
        let [share, exact] = [&got["probability"], &expected[1]].map(|one| one.as_f64());
        assert!(share.zip(exact).is_some_and(|(a, b)| (a - b).abs() < 1e-3), "{answer}");
    }
    let network = triptych::arch::find("alexnet_tv").expect("a network");
    let timed = |name: &String| answer["layers"][name].as_f64().is_some_and(|ms| ms >= 0.0);
    assert!(network.rows.iter().all(|row| timed(&row.name)), "{answer}");
}

#[test]
fn a_network_is_timed_against_what_the_machine_can_do() {
    let line = "bench lenet5 --device cpu --runs 2 --gflops 100 --gbps 10 --json";
    let output = triptych(&line.split(' ').collect::<Vec<_>>()).output().expect("the program");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let timed: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&timed["network"], &timed["made_up_weights"]), (&"lenet5".into(), &false.into()));
    assert_eq!(timed["run_milliseconds"].as_array().map(Vec::len), Some(2), "{timed}");
    let layers = timed["layers"].as_array().expect("layers");
    let names: Vec<_> = layers.iter().filter_map(|layer| layer["name"].as_str()).collect();
    assert_eq!(names, ["c1", "s2", "c3", "s4", "c5", "f6", "output"]);
    assert!(layers.iter().all(|layer| layer["roofline_percent"].as_f64() > Some(0.0)), "{timed}");
}
