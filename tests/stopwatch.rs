//! A GPU's own clock.

mod common;

use burn::tensor::Tensor;
use std::time::Instant;
use triptych::device::{Device, read};
use triptych::ops::{Lap, Stopwatch, local_response_norm};
use triptych::protocol::DeviceChoice;

/// Work for a while: a row of layers. Gives one's output.
fn work(input: &Tensor<4>, launches: u32) -> Tensor<4> {
    let norm = triptych::arch::LocalResponseNorm { size: 5, alpha: 1e-4, beta: 0.75, k: 2.0 };
    let one = || local_response_norm(input.clone(), norm);
    (1..launches).for_each(|_| drop(one()));
    one()
}

fn input(device: &Device) -> Tensor<4> {
    Tensor::ones([8, 32, 32, 64], device)
}

/// What is worked on, and the clock of the GPU that has it, where it has one.
fn clock() -> Option<(Tensor<4>, Stopwatch)> {
    let input = input(&common::device(DeviceChoice::Gpu).device);
    let stopwatch = Stopwatch::of(&input);
    if stopwatch.is_none() {
        eprintln!("skipped: this GPU has no clock of its own");
    }
    Some((input, stopwatch?))
}

/// Milliseconds of so many launches by the device's clock, and by ours with a reading.
fn timed(stopwatch: &Stopwatch, input: &Tensor<4>, launches: u32) -> [f64; 2] {
    pollster::block_on(async {
        let start = Instant::now();
        let (output, lap) = stopwatch.time(|| work(input, launches));
        assert!(read(output).await.expect("a device that answers")[0] > 0.0);
        let passed = start.elapsed().as_secs_f64() * 1e3;
        let told = Lap::milliseconds(lap, passed).await;
        let told = told.expect("two times that are no further apart than they were here");
        [told, passed]
    })
}

#[test]
fn it_tells_what_the_device_worked() {
    let _turn = common::alone();
    let Some((input, stopwatch)) = clock() else { return };
    timed(&stopwatch, &input, 1); // compiles
    // Other programs may come in between, so the least of some.
    let least = |launches| {
        let all: Vec<_> = (0..5).map(|_| timed(&stopwatch, &input, launches)).collect();
        for [told, passed] in &all {
            assert!(*told > 0.0, "{told} of {passed} ms");
        }
        all.into_iter().map(|[told, _]| told).fold(f64::INFINITY, f64::min)
    };
    let (few, many) = (least(2), least(64));
    assert!(many > 8.0 * few, "64 launches take {many} ms, 2 take {few}");
}

#[test]
fn it_begins_anew_each_time() {
    let _turn = common::alone();
    let Some((input, stopwatch)) = clock() else { return };
    let [long, _] = timed(&stopwatch, &input, 64);
    let [short, _] = timed(&stopwatch, &input, 1);
    assert!(short < long / 2.0, "{short} ms after {long}");
    // What launches nothing was not measured, which is not no time.
    let (nothing, lap) = stopwatch.time(|| 7);
    assert_eq!(nothing, 7);
    assert!(pollster::block_on(Lap::milliseconds(lap, f64::INFINITY)).is_none());
}

#[test]
fn the_cpu_has_none() {
    assert!(Stopwatch::of(&input(&common::device(DeviceChoice::Cpu).device)).is_none());
}
