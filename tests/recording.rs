//! Runs that a GPU repeats from a recording give what they give anew.

mod common;

use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::Tensor;
use common::lenet5;
use triptych::check::difference;
use triptych::classify::{answers_still, known_answer};
use triptych::device::read;
use triptych::network::{Choices, Model};
use triptych::ops::{self, Recording};
use triptych::protocol::DeviceChoice;

/// The same kernels on the same numbers: nothing may differ.
const ALLOWED: f32 = 0.0;

fn picture(seed: usize, batch: usize) -> Vec<f32> {
    (0..batch * 32 * 32).map(|i| ((i + 7 * seed) as f32 * 0.37).sin()).collect()
}

fn values<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    pollster::block_on(read(tensor)).expect("a device that answers")
}

/// One run more with other numbers, planned and not.
fn check(model: &Model, seed: usize, batch: usize) {
    let input = picture(seed, batch);
    let planned = values(model.logits(input.clone()).expect("logits"));
    let anew = values(model.forward(model.input(input).expect("an input")));
    assert!(difference(&planned, &anew) <= ALLOWED, "run {seed} of {batch}");
    assert!(anew.iter().any(|value| value.abs() > 0.1), "they are not all nothing");
}

#[test]
fn repeated_runs_give_what_they_give_anew() {
    let _turn = common::alone();
    for choice in [DeviceChoice::Gpu, DeviceChoice::Cpu] {
        let model = lenet5(choice);
        // Once anew, once recorded, then repeated; then another shape, and back.
        for (seed, batch) in [1, 1, 1, 1, 3, 3, 3, 1, 1, 1, 2, 1].into_iter().enumerate() {
            check(&model, seed, batch);
        }
    }
}

#[test]
fn probabilities_are_repeated_too() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    for seed in 0..4 {
        let repeated = values(model.probabilities(picture(seed, 2)).expect("probabilities"));
        let anew = model.forward(model.input(picture(seed, 2)).expect("an input"));
        assert!(difference(&repeated, &values(ops::softmax(anew))) <= ALLOWED);
    }
}

#[test]
fn a_network_that_was_verified_repeats_a_drawings_run() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    let answer = pollster::block_on(known_answer(&model)).expect("a device that answers");
    assert_eq!(pollster::block_on(answers_still(&model, &answer)), Ok(()));
    let run = |seed| model.maps(picture(seed, 1), [1, 32, 32, 1]).expect("maps").pop();
    let [first, second] = [1, 2].map(|seed| values(run(seed).expect("probabilities")));
    assert_ne!(first, second, "they are two pictures");
    let [first, second] = [run(1), run(2)].map(|last| values(last.expect("probabilities")));
    assert_eq!(first, second, "both runs of the recording leave theirs in the same place");
}

#[test]
fn what_is_held_of_other_runs_is_not_overwritten() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    (0..3).for_each(|seed| check(&model, seed, 1));
    let held = model.forward_with_maps(model.input(picture(9, 1)).expect("an input"));
    (3..6).for_each(|seed| check(&model, seed, 1));
    let again = model.forward_with_maps(model.input(picture(9, 1)).expect("an input"));
    for (held, again) in held.into_iter().zip(again) {
        assert!(difference(&values(held), &values(again)) <= ALLOWED);
    }
}

#[test]
fn every_layers_output_is_repeated_too() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    for seed in 0..4 {
        let maps = model.maps(picture(seed, 1), [1, 32, 32, 1]).expect("maps");
        let mut anew = model.forward_with_maps(model.input(picture(seed, 1)).expect("an input"));
        let logits = anew.last().expect("layers").clone();
        anew.push(ops::softmax(logits.reshape([1, 10])).reshape([1, 1, 1, 10]));
        assert_eq!(maps.len(), anew.len());
        for (map, anew) in maps.into_iter().zip(anew) {
            assert!(difference(&values(map), &values(anew)) <= ALLOWED);
        }
    }
}

#[test]
fn another_choice_and_another_thread_make_a_recording_of_their_own() {
    let _turn = common::alone();
    let mut model = lenet5(DeviceChoice::Gpu);
    (0..3).for_each(|seed| check(&model, seed, 1));
    let mut choices = Choices::default();
    let tuned = model.tune(&mut choices, async |_, _| Ok::<_, triptych::Error>(()));
    pollster::block_on(tuned).expect("a device that answers");
    (3..6).for_each(|seed| check(&model, seed, 1));
    std::thread::scope(|scope| {
        scope.spawn(|| (6..9).for_each(|seed| check(&model, seed, 1)));
    });
    (9..12).for_each(|seed| check(&model, seed, 1));
}

#[test]
fn only_a_gpu_records_and_only_its_own_thread_repeats() {
    let _turn = common::alone();
    let zeros = |choice| Tensor::<4>::zeros([1, 2, 2, 1], &common::device(choice).device);
    let twice = |input: Tensor<4>| ops::softmax(input.reshape([2, 2]));
    assert!(Recording::of(zeros(DeviceChoice::Cpu), twice).is_none());
    let recording = Recording::of(zeros(DeviceChoice::Gpu), twice).expect("a recording");
    let answer = values(recording.run(vec![0.0, 0.0, 3.0, 3.0]).expect("a run").clone());
    assert!(difference(&answer, &[0.5; 4]) < 1e-6);
    std::thread::scope(|scope| {
        scope.spawn(|| assert!(recording.repeat().is_none()));
    });
}

/// Every thousand buffers Burn looks for pages to give back, and one that was used only once is among
/// them. Where it looks during the run before a recording, the recording misses that page.
#[test]
fn a_page_given_back_in_between_fails_no_recording() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    let input = model.input(picture(1, 2)).expect("an input");
    let anew = values(model.forward(input.clone()));
    let held: CubeTensor = input.clone().try_into_primitive::<CubeBackend>().expect("on a GPU");
    for left in 0..20 {
        held.client.memory_cleanup().expect("a client"); // every page from now on is a new one
        (left..1000).for_each(|_| drop(held.client.empty(4)));
        let recording = Recording::of(input.clone(), |input| model.forward(input));
        let repeated = recording.as_ref().and_then(Recording::repeat).cloned();
        let repeated = values(repeated.unwrap_or_else(|| panic!("no recording with {left} left")));
        assert!(difference(&repeated, &anew) <= ALLOWED, "with {left} left");
    }
}

/// A failed recording is one that cannot be made. What it read stays as good as it was.
#[test]
fn a_recording_that_fails_spoils_nothing() {
    let _turn = common::alone();
    let model = lenet5(DeviceChoice::Gpu);
    let input = model.input(picture(1, 1)).expect("an input");
    let anew = values(model.forward(input.clone()));
    let failed = Recording::of(input.clone(), |input| {
        // Nothing may be uploaded meanwhile.
        let nought = Tensor::<4>::from_floats([[[[0.0]]]], &input.device());
        (nought, model.forward(input))
    });
    assert!(failed.is_none(), "this cannot be recorded");
    assert!(difference(&values(model.forward(input)), &anew) <= ALLOWED);
    (0..3).for_each(|seed| check(&model, seed, 1));
}
