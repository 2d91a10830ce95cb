//! Drawings of several digits, and of none, with the bundled weights.

mod common;

use triptych::arch;
use triptych::classify::Reader;
use triptych::protocol::{Answer, DeviceChoice, Drawing};
use triptych::train::hands::{self, Strokes};
use triptych::train::numbers::{LENGTHS, compose};
use triptych::train::random::Random;
use triptych::train::rubbish::{Kind, draw};
use triptych::weights::{Weights, bundled};

fn reader(name: &str, choice: DeviceChoice) -> Reader {
    let network = arch::find(name).expect("a network");
    let entry = bundled(name).expect("bundled weights");
    let bytes = std::fs::read(format!("weights/{}", entry.file)).expect("the file");
    let weights = Weights::read(&network, &bytes).expect("whole weights");
    let sure = entry.sure.unwrap_or_default();
    Reader::new(network, &weights, sure, &common::device(choice).device).expect("a reader")
}

fn read(reader: &Reader, strokes: Strokes) -> Answer {
    read_showing(reader, strokes, None)
}

fn read_showing(reader: &Reader, strokes: Strokes, digit: Option<u32>) -> Answer {
    pollster::block_on(reader.read(7, &Drawing::Strokes(strokes), digit, true)).expect("an answer")
}

/// A one, a seven with a bar, and a zero, as wide as they are high, from so far left.
fn digit(which: u8, left: f32) -> Strokes {
    let line = |from: [f32; 2], to: [f32; 2]| {
        let between = |t: f32| [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis]));
        (0..=20).map(|i| between(i as f32 / 20.0)).map(|[x, y]| [left + 0.2 * x, 0.2 * y]).collect()
    };
    let stroke = |lines: Vec<Vec<[f32; 2]>>| lines.concat();
    match which {
        1 => vec![line([0.5, 0.0], [0.45, 1.0])],
        7 => vec![
            stroke(vec![line([0.1, 0.0], [0.8, 0.0]), line([0.8, 0.0], [0.4, 1.0])]),
            line([0.35, 0.5], [0.85, 0.5]),
        ],
        _ => {
            let ring = (0..=40).map(|i| i as f32 * 0.157);
            vec![ring.map(|t| [left + 0.1 + 0.07 * t.sin(), 0.1 - 0.1 * t.cos()]).collect()]
        }
    }
}

#[test]
fn a_line_is_read_as_its_digits_alone() {
    for choice in [DeviceChoice::Cpu, DeviceChoice::Gpu] {
        for name in ["lenet5", "lenet5-1998"] {
            let reader = reader(name, choice);
            let all = [digit(7, 0.0), digit(0, 0.35), digit(1, 0.6)];
            let answer = read(&reader, all.concat());
            assert_eq!(answer.number(), "701", "{name} on {choice:?}");
            assert_eq!((answer.shown, answer.digits[0].outputs.is_empty()), (2, false));
            for (strokes, found) in all.into_iter().zip(&answer.digits) {
                let alone = read(&reader, strokes);
                let pairs = alone.digits[0].probabilities.iter().zip(&found.probabilities);
                let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                // The same sums, in lines of another length.
                assert!(worst < 1e-4, "{name} on {choice:?}: {worst}");
            }
        }
    }
}

#[test]
fn a_stroke_gone_over_again_is_no_second_digit() {
    let reader = reader("lenet5", DeviceChoice::Cpu);
    let again = |from: &Strokes, by: f32| -> Strokes {
        let place = |&[x, y]: &[f32; 2]| [x + by, y];
        from.iter().map(|stroke| stroke.iter().map(place).collect()).collect()
    };
    let (one, zero) = (digit(1, 0.0), digit(0, 0.3));
    // A tenth of a pen's width beside it, and a third.
    for by in [0.0, 0.002, 0.008] {
        let drawn = [one.clone(), zero.clone(), again(&one, by)].concat();
        assert_eq!(read(&reader, drawn).number(), "10", "{by}");
    }
    let eleven = [one.clone(), again(&one, 0.02), zero].concat();
    assert_eq!(read(&reader, eleven).number(), "110");
}

#[test]
fn every_layer_of_the_digit_asked_for_or_drawn_last_is_shown() {
    let reader = reader("lenet5", DeviceChoice::Cpu);
    // The ring is drawn last, and lies in the middle.
    let strokes = [digit(7, 0.0), digit(1, 0.6), digit(0, 0.35)].concat();
    let alone = [digit(7, 0.0), digit(0, 0.35), digit(1, 0.6)].map(|one| read(&reader, one));
    for (asked, shown) in [(None, 1), (Some(0), 0), (Some(1), 1), (Some(2), 2), (Some(3), 1)] {
        let answer = read_showing(&reader, strokes.clone(), asked);
        assert_eq!((answer.number(), answer.shown), ("701".into(), shown), "{asked:?}");
        assert_eq!(answer.input, alone[shown].input, "{asked:?}");
        assert_eq!(answer.maps.len(), 7);
        for (map, own) in answer.maps.iter().zip(&alone[shown].maps) {
            assert_eq!((&map.layer, map.shape), (&own.layer, own.shape));
            let pairs = map.values.iter().zip(&own.values);
            let worst = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            assert!(worst < 1e-4, "{asked:?}, {}: {worst}", map.layer);
        }
    }
}

#[test]
fn what_is_no_digit_is_not_sure() {
    let reader = reader("lenet5", DeviceChoice::Cpu);
    // These weights refuse 93 and 90. The bounds notice when it gets worse.
    for (kind, least) in [(Kind::OtherScribble, 90), (Kind::OtherShape, 87)] {
        let unsure = (0..100)
            .filter(|&seed| !read(&reader, draw(kind, &mut Random::of(&[seed, 0xabc]))).is_sure());
        let unsure = unsure.count();
        println!("{kind:?}: {unsure} of 100 refused");
        assert!(unsure >= least, "{kind:?}: {unsure}");
    }
}

#[test]
fn a_letter_whose_strokes_touch_is_no_sure_number() {
    let reader = reader("lenet5", DeviceChoice::Cpu);
    // An m, which would be a one and two sevens.
    let bow = |x: f32| -> Vec<[f32; 2]> {
        let corners =
            [[x, 0.45], [x + 0.06, 0.36], [x + 0.14, 0.34], [x + 0.2, 0.45], [x + 0.2, 0.8]];
        let between = |pair: &[[f32; 2]], t: f32| {
            [0, 1].map(|axis| pair[0][axis] + t * (pair[1][axis] - pair[0][axis]))
        };
        let piece = |pair| (0..=8).map(move |step| between(pair, step as f32 / 8.0));
        corners.windows(2).flat_map(piece).collect()
    };
    let stem = (0..=20).map(|i| [0.3, 0.35 + 0.0225 * i as f32]).collect::<Vec<_>>();
    let drawn = |gap: f32| vec![stem.clone(), bow(0.3 + gap), bow(0.5 + 2.0 * gap)];
    let joined = read(&reader, drawn(0.0));
    assert!(joined.one_sign && !joined.is_sure(), "{}", joined.number());
    assert!(joined.digits.iter().all(|digit| digit.share > reader.sure()), "{}", joined.number());
    let apart = read(&reader, drawn(0.08));
    assert!(!apart.one_sign, "{}", apart.number());
}

#[test]
fn the_shares_of_the_ten_and_of_none_add_up() {
    for (name, knows_none) in [("lenet5", true), ("lenet5-1998", false)] {
        let answer = read(&reader(name, DeviceChoice::Cpu), digit(7, 0.0));
        let seven = &answer.digits[0];
        let ten: f32 = (0..10).filter_map(|digit| seven.share_of(digit)).sum();
        assert_eq!(seven.none.is_some(), knows_none, "{name}");
        assert!((ten + seven.none.unwrap_or_default() - 1.0).abs() < 1e-4, "{name}: {ten}");
        assert!((seven.share_of(7).unwrap_or_default() - seven.share).abs() < 1e-6, "{name}");
    }
}

#[test]
fn numbers_by_other_hands_are_read() {
    let Ok(hands) = hands::parse(&hands::default_file()) else {
        eprintln!("skipped: numbers, for want of pen strokes, which are not published");
        return;
    };
    let reader = reader("lenet5", DeviceChoice::Cpu);
    let numbers = compose(&hands, LENGTHS, 500, 77);
    let right = numbers.iter().filter(|number| {
        let text: String = number.digits.iter().map(u8::to_string).collect();
        read(&reader, number.strokes.clone()).number() == text
    });
    let right = right.count();
    println!("{right} of {} numbers right", numbers.len());
    assert!(right >= 476, "{right}");
}
