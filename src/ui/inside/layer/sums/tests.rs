//! The steps add up, whatever the row does.

use super::*;
use crate::{
    arch::{Area, Span},
    ui::inside::layer::open::tests::open,
};

/// The steps as a pocket calculator does them: what stands before `=` gives what stands after it.
fn check(steps: &[Step]) {
    let mut so_far: Option<f64> = None;
    for step in steps {
        let shown: f64 = format!("{:.*}", step.places, step.number).parse().unwrap();
        so_far = match (step.sign, so_far) {
            ("", _) => Some(shown),
            ("+", Some(sum)) => Some(sum + shown),
            ("\u{d7}", Some(sum)) => Some(sum * shown),
            ("\u{f7}", Some(sum)) => Some(sum / shown),
            ("=", Some(sum)) => {
                // Half a unit of the last decimal for each number; factors round the whole.
                let close = (sum - shown).abs() < 0.01 * shown.abs().max(1.0);
                assert!(close, "{sum}: {steps:?}");
                Some(sum)
            }
            (_, sum) => sum,
        };
    }
}

fn worked(row: &str, shape: [u32; 3], arithmetic: Arithmetic, numbers: Vec<f32>) -> Worked {
    let side = |length: u32| Span::new(0, length as usize);
    Worked {
        row: row.into(),
        place: [0, 0, 0],
        area: Area { rows: side(shape[0]), columns: side(shape[1]) },
        field: Area::default(),
        shape,
        first: 0,
        window: numbers,
        arithmetic,
        sum: 0.0,
        output: 0.0,
    }
}

fn signs(steps: &[Step]) -> String {
    steps.iter().map(|step| if step.sign.is_empty() { "_" } else { step.sign }).collect()
}

#[test]
fn a_convolution_is_one_channel_and_the_rest() {
    let open = open("lenet5", "c3");
    let numbers: Vec<f32> = (0..150).map(|i| (i % 7) as f32 / 3.0).collect();
    let kernel: Vec<f32> = (0..150).map(|i| ((i % 11) as f32 - 5.0) / 9.0).collect();
    let exact: f64 =
        numbers.iter().zip(&kernel).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum::<f64>() + 0.25;
    let arithmetic = Arithmetic::Weighted { kernel, bias: 0.25, added: None };
    let worked = Worked {
        sum: exact as f32,
        output: (exact as f32).max(0.0),
        ..worked("c3", [5, 5, 6], arithmetic, numbers)
    };
    let all = channels(&open, &worked);
    let sums: Vec<f64> = all.iter().map(Products::sum).collect();
    assert!(sums.windows(2).all(|pair| pair[0].abs() >= pair[1].abs()), "{sums:?}");
    for rank in 0..6 {
        let steps = steps(&open, &worked, &all, rank, false);
        assert_eq!(signs(&steps), "_++=\u{2192}");
        check(&steps);
        assert_eq!(steps[4].words, "ReLU");
    }
    let one = &all[2];
    assert_eq!(one.products().len(), 25);
    assert_eq!(one.window[7], worked.window[7 * 6 + one.channel]);
    assert!(one.padding.iter().all(|padding| !padding), "no padding here");
}

#[test]
fn a_single_pixel_lists_its_largest_products() {
    let open = open("resnet50", "conv2_1.3");
    let numbers: Vec<f32> = (0..64).map(|i| i as f32 / 64.0).collect();
    let kernel = vec![0.5; 64];
    let sum: f32 = numbers.iter().map(|number| 0.5 * number).sum::<f32>() - 1.0 + 2.0;
    let arithmetic = Arithmetic::Weighted { kernel, bias: -1.0, added: Some(2.0) };
    let worked =
        Worked { sum, output: 0.0, ..worked("conv2_1.3", [1, 1, 64], arithmetic, numbers) };
    let steps = steps(&open, &worked, &channels(&open, &worked), 0, true);
    assert_eq!(signs(&steps), "_+++++++".to_owned() + "+=\u{2192}\u{2192}");
    assert!(steps[0].words.starts_with("conv2_1.2, map 64: 0.984 \u{d7} 0.500"), "{steps:?}");
    assert_eq!(steps[8].words, "skip connection from conv2_1.projection");
    // The device gave 0 although the sum is not: the map is silenced.
    assert_eq!((steps[11].number, steps[11].words.as_str()), (0.0, "with what is changed here"));
    check(&steps);
}

#[test]
fn the_edge_of_a_map_is_padded() {
    let open = open("resnet50", "conv2_1.2");
    let arithmetic = Arithmetic::Weighted { kernel: vec![1.0; 9], bias: 0.0, added: None };
    let mut worked = worked("conv2_1.2", [3, 3, 1], arithmetic, vec![0.0; 9]);
    worked.area = Area { rows: Span::new(0, 2), columns: Span::new(54, 56) };
    worked.place = [0, 55, 0];
    let padding = channels(&open, &worked)[0].padding.clone();
    let picture: String = padding.iter().map(|&it| if it { 'o' } else { '.' }).collect();
    assert_eq!(picture, "ooo..o..o");
}

#[test]
fn pooling_and_normalising_have_their_own_steps() {
    let pool = open("resnet50", "pool1");
    let largest = Arithmetic::Pooled(Pooling::Max);
    let found =
        Worked { sum: 3.0, output: 3.0, ..worked("pool1", [3, 3, 1], largest, vec![3.0; 9]) };
    let found = steps(&pool, &found, &channels(&pool, &found), 0, false);
    assert_eq!((signs(&found).as_str(), found[0].words.as_str()), ("=", "largest of 9 numbers"));

    let end = open("resnet50", "pool5");
    let mean = Arithmetic::Pooled(Pooling::Average);
    let found = Worked { sum: 0.5, output: 0.5, ..worked("pool5", [7, 7, 1], mean, vec![0.5; 49]) };
    let found = steps(&end, &found, &channels(&end, &found), 0, false);
    assert_eq!(signs(&found), "_\u{f7}=");
    check(&found);

    // As many places as there were before: a mean of one.
    let even = open("alexnet_tv", "avgpool");
    let mean = Arithmetic::Pooled(Pooling::Average);
    let found = Worked { sum: 0.5, output: 0.5, ..worked("avgpool", [1, 1, 1], mean, vec![0.5]) };
    let found = steps(&even, &found, &channels(&even, &found), 0, false);
    assert_eq!(
        (signs(&found).as_str(), found[0].words.as_str()),
        ("=", "the one number there, handed on")
    );

    let norm = open("alexnet", "norm1");
    let divided = Arithmetic::Normalised { squares: 30.0, divisor: 2.003_f32.powf(0.75) };
    let sum = 2.0 / 2.003_f32.powf(0.75);
    let found =
        Worked { sum, output: sum, ..worked("norm1", [1, 1, 3], divided, vec![2.0, 1.0, 5.0]) };
    let found = steps(&norm, &found, &channels(&norm, &found), 0, false);
    assert_eq!(signs(&found), "_\u{f7}=");
    assert!(found[1].words.contains("2 + 0.0001 \u{d7} 30.00"), "{found:?}");
    check(&found);

    let sub = open("lenet5-1998", "s2");
    let weighted = Arithmetic::Weighted { kernel: vec![0.25; 4], bias: 0.5, added: None };
    let sum = 0.25 * 6.0 + 0.5;
    let output = sub.row.activation.apply(sum);
    let found =
        Worked { sum, output, ..worked("s2", [2, 2, 1], weighted, vec![0.0, 1.0, 2.0, 3.0]) };
    let found = steps(&sub, &found, &channels(&sub, &found), 0, false);
    assert_eq!(signs(&found), "_\u{d7}+=\u{2192}");
    check(&found);
}
