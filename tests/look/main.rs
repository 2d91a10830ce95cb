//! The inside of networks against `tests/reference/look.py`, which computes the same with NumPy in
//! float64, each answer as a whole run from the pixels on, and knows nothing of this program.
//!
//! Weights are random, and logits have a standard deviation of 3. `cargo xtask data reference` makes
//! those of AlexNet and ResNet.

mod case;
#[path = "../common/mod.rs"]
mod common;
mod known;
mod ranking;
mod variants;

use case::{Case, cases};
use triptych::Error;
use triptych::arch::{Area, Change, Edit, Network, Op, Pooling, Span, find};
use triptych::device::read;
use triptych::look::Inside;
use triptych::network::Edits;
use triptych::protocol::DeviceChoice;
use triptych::protocol::look::{Arithmetic, Finding, Levels, Question};

/// The logits of a run.
fn logits(inside: &Inside, network: &Network) -> Vec<f32> {
    let last = inside.edited().map(network.rows.len() - 1).expect("logits").clone();
    pollster::block_on(read(last)).expect("values")
}

/// The changes that `look.py` makes, by the names of its answers.
fn changes(network: &str) -> Vec<(&'static str, Vec<Edit>)> {
    let one = |row: &str, change| vec![Edit::new(row, change)];
    let silence = |row, channels: &[u32]| ("silent", one(row, Change::Silence(channels.into())));
    let pool = |row, pooling| ("pool", one(row, Change::Pool(pooling)));
    match network {
        "lenet5_tanh" => vec![silence("c3", &[0, 5]), pool("s2", Pooling::Max)],
        "lenet5_relu" => vec![silence("c3", &[0, 5]), pool("s2", Pooling::Average)],
        "alexnet_tv" => vec![silence("conv3", &[1, 2, 3]), pool("pool2", Pooling::Average)],
        "alexnet_bvlc" => {
            let off = ["norm1", "norm2"].map(|row| Edit::new(row, Change::Off));
            vec![silence("conv3", &[1, 2, 3]), ("off", off.into())]
        }
        _ => {
            let both = ["conv2_1.2", "conv5_2.2"].map(|row| Edit::new(row, Change::CutBranch));
            vec![
                ("skip", one("conv3_2.2", Change::CutSkip)),
                ("projection", one("conv4_1.2", Change::CutSkip)),
                ("branch", both.into()),
                silence("conv4_1.1", &[0, 7]),
                pool("pool1", Pooling::Average),
            ]
        }
    }
}

fn check(name: &str, choice: DeviceChoice) {
    for case in cases(name, choice) {
        let mut inside = case.inside();
        edits(&case, name, &mut inside);
        pixels(&case, &inside);
        occlusion(&case, &inside);
        ranking::check(&case, name, &inside, choice);
        if name == "resnet18" {
            class_map_and_norms(&case, &inside);
            folding(&case, &inside);
        }
        // On a GPU each number of inputs needs pipelines of its own: minutes for a large network.
        if name.starts_with("lenet5") || choice == DeviceChoice::Cpu {
            sweep(&case, &mut inside);
        }
        for (what, box_of) in case.found.iter().filter(|(what, _)| what.starts_with("touched")) {
            let parts: Vec<_> = what.splitn(4, '.').collect();
            let row = case.model.network().row(parts[3]).expect("a row");
            let [y, x] = [1, 2].map(|at: usize| parts[at].parse().expect("a number"));
            let seen = case.model.network().seen_by(row, Area::pixel(y, x)).expect("an area");
            let [top, bottom, left, right] = [0, 1, 2, 3].map(|at: usize| box_of[at] as usize);
            let expected = Area { rows: Span::new(top, bottom), columns: Span::new(left, right) };
            assert_eq!(seen, expected, "{}, {what}", case.name);
        }
    }
}

fn edits(case: &Case, name: &str, inside: &mut Inside) {
    let (model, network) = (&case.model, case.model.network());
    case.compare("logits", &logits(inside, network));
    for (what, edits) in changes(name) {
        let first = edits.iter().map(|edit| network.row(&edit.row).expect("a row")).min();
        let computed = pollster::block_on(inside.edit(model, &edits)).expect("edits");
        let before = first.expect("an edit");
        assert!((1..=network.rows.len() - before).contains(&computed), "{what}: {computed} rows");
        case.compare(what, &logits(inside, network));
        // Beginning in the middle gives what beginning at the beginning gives.
        let ready = Edits::new(network, &edits).expect("edits");
        let input = model.input(case.input.clone()).expect("an input");
        let whole = pollster::block_on(read(model.forward_edited(input, &ready))).expect("values");
        assert_eq!(logits(inside, network), whole, "{}, {what}", case.name);
        let again = pollster::block_on(inside.edit(model, &edits)).expect("edits");
        assert_eq!(again, 0, "{what}: nothing differs any more");
    }
    let Finding::Outcome(outcome) = case.ask(inside, &Question::Outcome).expect("an outcome")
    else {
        panic!("no outcome")
    };
    assert_eq!(outcome.plain[0].class, case.class());
    assert_eq!(pollster::block_on(inside.edit(model, &[])), Ok(0), "the plain run is kept");
    case.compare("logits", &logits(inside, network));
}

/// One number of every row, in a corner and in the middle: the arithmetic gives what the device
/// gave.
fn pixels(case: &Case, inside: &Inside) {
    let network = case.model.network();
    for (row, summary) in network.rows.iter().zip(network.summary()) {
        let [height, width, channels] = summary.output;
        for (y, x, channel) in [(0, width - 1, channels - 1), (height / 2, width / 3, 1)] {
            let question = Question::Worked {
                row: row.name.clone(),
                pixel: [y as u32, x as u32],
                channel: channel as u32,
            };
            let Ok(Finding::Worked(worked)) = case.ask(inside, &question) else {
                panic!("{question:?}")
            };
            let expected = row.activation.apply(worked.sum);
            let error = (expected - worked.output).abs() / worked.output.abs().max(1.0);
            assert!(error < 1e-5, "{}, {question:?}: {worked:?}", case.name);
            let numbers = worked.shape.iter().product::<u32>() as usize;
            assert_eq!(worked.window.len(), numbers, "{question:?}");
            if let Arithmetic::Weighted { kernel, added, .. } = &worked.arithmetic {
                assert_eq!(kernel.len(), numbers, "{question:?}");
                assert_eq!(added.is_some(), row.add.is_some(), "{question:?}");
            }
        }
    }
    let Op::Conv2d { .. } = network.rows[0].op else { panic!("a first convolution") };
    let row = network.rows[0].name.clone();
    let question = Question::Kernels { row: row.clone(), channels: vec![0, 3] };
    let Ok(Finding::Kernels(kernels)) = case.ask(inside, &question) else { panic!("kernels") };
    let bytes = kernels.shape.iter().product::<u32>() as usize;
    assert!(kernels.kernels.iter().all(|(_, most, it)| *most > 0.0 && it.pixels.len() == bytes));
    let question = Question::Maps { row, levels: Levels::Map, most: 4 };
    let Ok(Finding::Maps(maps)) = case.ask(inside, &question) else { panic!("maps") };
    assert_eq!(maps.maps.len(), 4);
    assert!(maps.maps.iter().all(|map| map.pixels.contains(&255) || map.range[0] == map.range[1]));
}

fn occlusion(case: &Case, inside: &Inside) {
    let [patch, stride] = [0, 1].map(|at: usize| case.found["patch"][at] as u32);
    let question = Question::Occlusion { class: case.class(), patch, stride };
    let Ok(Finding::Heat(heat)) = case.ask(inside, &question) else { panic!("{question:?}") };
    case.compare("occlusion", &heat.values);
    assert_eq!(heat.areas.len(), heat.values.len());
}

fn class_map_and_norms(case: &Case, inside: &Inside) {
    let question = Question::ClassMap { class: case.class() };
    let Ok(Finding::Heat(heat)) = case.ask(inside, &question) else { panic!("a map") };
    case.compare("class_map", &heat.values);
    let mean = heat.values.iter().sum::<f32>() / heat.values.len() as f32;
    assert!((mean + heat.rest - heat.logit).abs() < 1e-4, "the map's mean and the bias: the logit");
    let Ok(Finding::Norms(norms)) = case.ask(inside, &Question::Norms) else { panic!("norms") };
    let of = |take: fn(&triptych::protocol::look::Norm) -> f32| {
        norms.iter().map(take).collect::<Vec<_>>()
    };
    case.compare("norms", &of(|norm| norm.plain));
    case.compare("norms", &of(|norm| norm.edited));
    case.compare("norms_without_skips", &of(|norm| norm.without_skips.unwrap_or(f32::NAN)));
}

/// The first convolution's batch normalisation in two steps, and folded.
fn folding(case: &Case, inside: &Inside) {
    let question = Question::Unfolded { channel: 3 };
    let Ok(Finding::Unfolded(Some(both))) = case.ask(inside, &question) else {
        panic!("both ways")
    };
    let told = [both.slope, both.offset, both.mean, both.variance, both.scale, both.shift];
    case.compare("folding", &told);
    for largest in both.both {
        case.compare("folded", &[largest]);
    }
    assert!(both.difference <= 1e-5 * both.largest, "{}: {both:?}", case.name);
}

/// The input, its negative and half of it at once, as the network is: edits are put in and taken out
/// before.
fn sweep(case: &Case, inside: &mut Inside) {
    pollster::block_on(inside.edit(&case.model, &[])).expect("no edits");
    let times = |part: f32| case.input.iter().map(move |value| part * value);
    let inputs = [1.0, -1.0, 0.5].into_iter().flat_map(times).collect();
    let Ok(Finding::Sweep(shares)) = case.ask(inside, &Question::Sweep { inputs }) else {
        panic!("three answers")
    };
    case.compare("sweep", &shares);
}

#[test]
fn what_is_not_there_is_an_error() {
    let case = &cases("lenet5_relu", DeviceChoice::Cpu)[0];
    let inside = case.inside();
    let row = || "c1".to_owned();
    for question in [
        Question::Maps { row: "c9".into(), levels: Levels::Map, most: 0 },
        Question::Worked { row: row(), pixel: [28, 0], channel: 0 },
        Question::Worked { row: row(), pixel: [0, 0], channel: 6 },
        Question::Kernels { row: row(), channels: vec![6] },
        Question::Kernels { row: "s2".into(), channels: vec![0] },
        Question::ClassMap { class: 0 },
        Question::Occlusion { class: 10, patch: 4, stride: 4 },
        Question::Occlusion { class: 0, patch: 4, stride: 0 },
        Question::Occlusion { class: 0, patch: 29, stride: 1 },
        Question::Ranking { row: row(), class: 10 },
        Question::Dropout { samples: 30, seed: 0 },
    ] {
        let found = case.ask(&inside, &question);
        assert!(matches!(found, Err(Error::WrongInput { .. })), "{question:?}: {found:?}");
    }
    let network = case.model.network();
    let wrong = |change| Edits::new(network, &[Edit::new("s2", change)]).is_err();
    assert!(wrong(Change::CutSkip) && wrong(Change::Off) && wrong(Change::Silence(vec![6])));
    let network = find("resnet18").expect("a network");
    let both = [Change::CutSkip, Change::CutBranch].map(|change| Edit::new("conv2_1.2", change));
    assert!(Edits::new(&network, &both).is_err(), "nothing would pass");
}

macro_rules! networks {
    ($device:ident: $($name:ident),*) => {
        $(#[test] fn $name() {
            super::check(stringify!($name), super::DeviceChoice::$device);
        })*
    };
}

mod on_the_cpu {
    networks!(Cpu: lenet5_tanh, lenet5_relu, alexnet_tv, alexnet_bvlc, resnet18);
}

mod on_the_gpu {
    // AlexNet adds nothing there but minutes on a software adapter.
    networks!(Gpu: lenet5_tanh, lenet5_relu, resnet18);
}
