//! Choosing how a GPU computes each layer: whatever is chosen, the answer stays.

mod common;

use burn::tensor::Tensor;
use triptych::check::difference;
use triptych::classify::{answers_still, known_answer};
use triptych::device::read;
use triptych::error::Error;
use triptych::network::{Choices, Model, Tuner};
use triptych::protocol::DeviceChoice;

fn lenet5() -> Model {
    common::lenet5(DeviceChoice::Gpu)
}

fn logits(model: &Model) -> Vec<f32> {
    let values = (0..32 * 32).map(|i| (i as f32 * 0.37).sin()).collect();
    let input: Tensor<4> = model.input(values).expect("an input");
    pollster::block_on(read(model.forward(input))).expect("a device that answers")
}

/// Tunes, and gives how many layers it went through.
fn tune(model: &mut Model, choices: &mut Choices) -> usize {
    let mut steps = 0;
    let tuned = pollster::block_on(model.tune(choices, async |done, total| -> Result<(), Error> {
        steps += 1;
        assert_eq!((done, total), (steps, 7));
        Ok(())
    }));
    tuned.expect("a device that answers");
    steps
}

/// Tunes until enough was chosen: on a machine with other work a software adapter may seem too slow to
/// measure.
fn tune_until(choices: &mut Choices, enough: impl Fn(&Model, &Choices) -> bool) -> Model {
    for _ in 0..20 {
        let mut model = lenet5();
        assert_eq!(tune(&mut model, choices), 7);
        if enough(&model, choices) {
            return model;
        }
    }
    panic!("too little was chosen: {}", choices.text("this device"));
}

/// The layers that have a way.
fn chosen(model: &Model) -> Vec<usize> {
    (0..7).filter(|layer| model.way(*layer).is_some()).collect()
}

/// Tunes until something was chosen: c5 and f6 can be computed in several ways.
fn choose(choices: &mut Choices) -> Model {
    tune_until(choices, |model, _| chosen(model).len() >= 2)
}

#[test]
fn a_tuned_network_gives_the_same_answer_and_remembers_its_choices() {
    let _turn = common::alone();
    let untuned = lenet5();
    let before = logits(&untuned);
    assert!((0..7).all(|layer| untuned.way(layer).is_none()));
    let mut choices = Choices::default();
    let mut model = choose(&mut choices);
    // The order of additions may differ; logits are about ten.
    assert!(difference(&logits(&model), &before) < 1e-4);
    let answer = pollster::block_on(known_answer(&untuned)).expect("a device that answers");
    assert_eq!(pollster::block_on(answers_still(&model, &answer)), Ok(()));
    let wrong: Vec<f32> = answer.iter().rev().copied().collect();
    let found = pollster::block_on(answers_still(&model, &wrong));
    assert!(matches!(found, Err(Error::WrongNumbers { .. })), "{found:?}");
    let ways: Vec<_> = (0..7).map(|layer| model.way(layer).map(str::to_owned)).collect();

    let text = choices.text("this device");
    assert_eq!(Choices::parse(&text, "this device"), choices);
    assert_eq!(Choices::parse(&text, "another device"), Choices::default());
    let older = text.replace(env!("CARGO_PKG_VERSION"), "0.0.0");
    assert_eq!(Choices::parse(&older, "this device"), Choices::default());
    assert_eq!(Choices::parse("{]", "this device"), Choices::default());

    let mut again = lenet5();
    tune(&mut again, &mut choices);
    for (layer, way) in ways.iter().enumerate().filter(|(_, way)| way.is_some()) {
        assert_eq!(again.way(layer), way.as_deref(), "what is known is not measured anew");
    }
    model.forget_ways();
    assert!((0..7).all(|layer| model.way(layer).is_none()));
    assert_eq!(logits(&model), before);
}

#[test]
fn a_kept_way_that_there_is_no_more_is_measured_anew() {
    let _turn = common::alone();
    let mut choices = Choices::default();
    let linear = |choices: &Choices| choices.text("d").contains("linear_");
    let first = tune_until(&mut choices, |_, choices| linear(choices));
    let mut bygone = Choices::parse(&choices.text("d").replace("linear_", "bygone_"), "d");
    assert!(!linear(&bygone));
    let model = tune_until(&mut bygone, |_, choices| !choices.text("d").contains("bygone_"));
    assert!(linear(&bygone), "{}", bygone.text("d"));
    assert!(chosen(&first).iter().all(|layer| chosen(&model).contains(layer)));
}

#[test]
fn tuning_stops_when_it_is_told_to() {
    let _turn = common::alone();
    let stopped = Error::Engine { reason: "enough".into() };
    let step = async |_, _| Err(stopped.clone());
    let outcome = pollster::block_on(lenet5().tune(&mut Choices::default(), step));
    assert_eq!(outcome, Err(Error::Engine { reason: "enough".into() }));
}

#[test]
fn a_twin_takes_what_is_known_while_the_first_stays_as_it_is() {
    let _turn = common::alone();
    let first = lenet5();
    let before = logits(&first);
    let mut choices = Choices::default();
    let chosen = choose(&mut choices);
    let take = |choices: &mut Choices, supposed| {
        let (mut twin, mut tuner) = (first.twin(), Tuner::knowing(&first, supposed));
        while pollster::block_on(tuner.next(&mut twin, choices)).expect("a device") {}
        assert_eq!(tuner.done(), 7);
        (twin, tuner.met_unknown())
    };
    let mut nothing = Choices::default();
    let (usual, unknown) = take(&mut nothing, None);
    assert!(unknown && nothing == Choices::default(), "nothing is measured");
    assert!((0..7).all(|layer| usual.way(layer).is_none()));
    // What is supposed of a GPU: threads that share what they load.
    let (guessed, _) = take(&mut nothing, Some(2));
    let ways: Vec<_> = (0..7).filter_map(|layer| guessed.way(layer)).collect();
    assert!(ways.iter().any(|way| way.starts_with("conv2d_workgroup_32x32")), "{ways:?}");
    assert!(difference(&logits(&guessed), &before) < 1e-4);
    let mut known = choices.clone();
    let (twin, _) = take(&mut known, None);
    assert_eq!(known, choices);
    for layer in 0..7 {
        if let Some(way) = chosen.way(layer) {
            assert_eq!(twin.way(layer), Some(way));
        }
        assert_eq!(first.way(layer), None);
    }
    assert!(difference(&logits(&twin), &before) < 1e-4);
    assert_eq!(logits(&first), before);
}
