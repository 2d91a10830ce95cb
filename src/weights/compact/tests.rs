use super::*;

/// Numbers that look like weights: a sum of four uniform ones, from a small generator.
fn weights(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed | 1;
    let mut uniform = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 24) as f32 - 0.5
    };
    (0..count).map(|_| 0.05 * (uniform() + uniform() + uniform() + uniform())).collect()
}

fn there_and_back(values: &[f32], layout: Layout) -> Vec<f32> {
    let coded = quantise("w", values, 1, layout).unwrap();
    assert_eq!(coded.data.len(), layout.data_bytes());
    assert_eq!(coded.scales.len(), layout.scale_bytes());
    let mut back = Vec::new();
    dequantise("w", layout, &coded.data, &coded.scales, |output, row| {
        assert_eq!(output * layout.inputs, back.len());
        back.extend_from_slice(row);
    })
    .unwrap();
    back
}

/// RMS of the difference over the RMS of `values`.
fn relative(values: &[f32], back: &[f32]) -> f64 {
    let sum = |numbers: &mut dyn Iterator<Item = f32>| -> f64 {
        numbers.map(|x| f64::from(x).powi(2)).sum()
    };
    let error = sum(&mut values.iter().zip(back).map(|(a, b)| a - b));
    (error / sum(&mut values.iter().copied())).sqrt()
}

#[test]
fn no_worse_than_rounding_to_the_largest_weight() {
    // With scale = largest / 127 (or / 8) nothing is off by more than half a step, so a group's
    // squared error is at most n (step / 2)^2, but for the step that int4 lacks above: one more
    // half step there. The chosen scale has the least error of a set with that one in it.
    for (kind, steps, groups) in
        [(Kind::Int8, 127.0, 1), (Kind::Int8, 127.0, 6), (Kind::Int4, 8.0, 3)]
    {
        let values = weights(16 * 96, 7);
        let back = there_and_back(&values, Layout::new("w", kind, 16, 96, groups).unwrap());
        let size = 96 / groups;
        for (group, back) in values.chunks(size).zip(back.chunks(size)) {
            let largest = group.iter().fold(0.0, |most: f32, x| most.max(x.abs()));
            let worst = if kind == Kind::Int4 { 1.0 } else { 0.5 };
            // An int4 scale is rounded to half precision: 2^-11 of each of at most 8 steps.
            let most = worst * largest / steps + largest / 2048.0;
            let error: f32 = group.iter().zip(back).map(|(a, b)| (a - b).powi(2)).sum();
            assert!(error <= size as f32 * most * most, "{kind:?}: {error} and {most}");
        }
    }
}

#[test]
fn half_precision_is_within_half_a_unit() {
    let values = weights(33, 1);
    let back = there_and_back(&values, Layout::new("w", Kind::F16, 3, 11, 0).unwrap());
    for (value, back) in values.iter().zip(&back) {
        // 11 bits of significand; below 2^-14 the step is 2^-24.
        assert!((value - back).abs() <= value.abs() / 2048.0 + 0.5_f32.powi(25));
    }
}

#[test]
fn smaller_groups_and_more_bits_are_nearer() {
    let values = weights(32 * 256, 3);
    let error = |kind, groups| {
        let layout = Layout::new("w", kind, 32, 256, groups).unwrap();
        relative(&values, &there_and_back(&values, layout))
    };
    let errors =
        [error(Kind::Int4, 4), error(Kind::Int4, 8), error(Kind::Int8, 1), error(Kind::F16, 1)];
    assert!(errors.is_sorted_by(|more, less| more > less), "{errors:?}");
}

#[test]
fn whole_steps_come_back_exactly() {
    // Multiples of a power of two with the range's end among them: no error is possible.
    let eighth: Vec<f32> = (-127_i8..=126).map(|q| f32::from(q) / 8.0).collect();
    assert_eq!(there_and_back(&eighth, Layout::new("w", Kind::Int8, 1, 254, 1).unwrap()), eighth);
    for sign in [1.0, -1.0] {
        let values: Vec<f32> = (-8_i8..8).map(|q| sign * f32::from(q) / 4.0).collect();
        assert_eq!(
            there_and_back(&values, Layout::new("w", Kind::Int4, 1, 16, 1).unwrap()),
            values
        );
    }
}

#[test]
fn the_even_input_is_in_the_low_nibble() {
    let layout = Layout::new("w", Kind::Int4, 1, 2, 1).unwrap();
    let scale = f16::from_f32(0.5).to_le_bytes();
    let mut row = Vec::new();
    dequantise("w", layout, &[0x0f], &scale, |_, values| row.extend_from_slice(values)).unwrap();
    assert_eq!(row, [3.5, -4.0]);
}

#[test]
fn roundings_cancel_within_kernels_and_groups() {
    for kind in [Kind::Int8, Kind::Int4] {
        let group = weights(32 * 9, 3);
        let scale = scale::best(kind, &group);
        let steps = rounding::cancelling(kind, &group, &[scale], 9);
        let (bottom, top) = scale::range(kind);
        // What clips is off by more, whatever becomes of the others.
        let exact: Vec<f32> =
            group.iter().map(|value| (value / scale).clamp(bottom, top)).collect();
        let off: Vec<f32> =
            exact.iter().zip(&steps).map(|(x, step)| x - f32::from(*step)).collect();
        let rounded = |sum: f32| sum.abs() <= 0.5 + 1e-2;
        assert!(off.iter().all(|off| off.abs() < 1.0), "the step below or above");
        assert!(off.chunks(9).all(|kernel| kernel.iter().sum::<f32>().abs() < 1.0 + 1e-3));
        assert!(rounded(off.iter().sum()), "{kind:?}: {}", off.iter().sum::<f32>());
        // The nearest steps' errors would be a twelfth, and add up to 0.87 of a step in a kernel.
        let one = off.iter().map(|off| off * off).sum::<f32>() / off.len() as f32;
        let kernels = off.chunks(9).map(|kernel| kernel.iter().sum::<f32>().powi(2));
        let kernel = kernels.sum::<f32>() / 32.0;
        assert!(one < 0.13 && kernel < 0.2, "{kind:?}: {one} a weight, {kernel} a kernel");
    }
}

#[test]
fn what_is_stored_already_stays() {
    let group: Vec<f32> = (0..72).map(|i| ((i * 29) % 255 - 127) as f32 * 0.0123).collect();
    let steps = rounding::cancelling(Kind::Int8, &group, &[0.0123], 9);
    let expected: Vec<i8> = (0..72).map(|i| ((i * 29) % 255 - 127) as i8).collect();
    assert_eq!(steps, expected);
    assert_eq!(rounding::cancelling(Kind::Int4, &group, &[0.0], 9), [0; 72]);
}

#[test]
fn zeros_tiny_numbers_and_one_outlier() {
    for kind in [Kind::F16, Kind::Int8, Kind::Int4] {
        let layout = Layout::new("w", kind, 2, 8, 1).unwrap();
        assert_eq!(there_and_back(&[0.0; 16], layout), [0.0; 16]);
        let back = there_and_back(&[1e-44; 16], layout);
        assert!(back.iter().all(|value| value.abs() < 1e-7), "{back:?}");
        // An outlier costs its own group and no other.
        let mut values = weights(16, 5);
        values[3] = 1e4;
        let back = there_and_back(&values, layout);
        assert!((back[3] - 1e4).abs() < 100.0, "{back:?}");
        assert!(relative(&values[8..], &back[8..]) < 0.1);
    }
}

#[test]
fn what_cannot_be_encoded_is_refused_by_name() {
    let layout = |kind, inputs, groups| Layout::new("fc6.weight", kind, 2, inputs, groups);
    for wrong in [
        layout(Kind::Int4, 7, 1),
        layout(Kind::Int8, 8, 3),
        layout(Kind::Int8, 8, 0),
        layout(Kind::F16, 0, 1),
        layout(Kind::F16, usize::MAX / 4, 1),
    ] {
        assert!(wrong.unwrap_err().to_string().contains("fc6.weight"));
    }
    for kind in [Kind::F16, Kind::Int8, Kind::Int4] {
        let layout = layout(kind, 4, 1).unwrap();
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let values = [0.0, 1.0, bad, 0.0, 0.0, 0.0, 0.0, 0.0];
            let error = quantise("fc6.weight", &values, 1, layout).unwrap_err().to_string();
            assert!(error.contains("fc6.weight") && error.contains("not finite"), "{error}");
        }
        assert!(quantise("fc6.weight", &[0.0; 7], 1, layout).is_err());
        let largest = quantise("fc6.weight", &[f32::MAX; 8], 1, layout);
        assert_eq!(largest.is_ok(), kind == Kind::Int8);
    }
}

#[test]
fn damaged_data_is_refused_by_name() {
    for kind in [Kind::F16, Kind::Int8, Kind::Int4] {
        let layout = Layout::new("w", kind, 2, 4, 2).unwrap();
        let good = quantise("w", &weights(8, 9), 1, layout).unwrap();
        let read = |data: &[u8], scales: &[u8]| dequantise("w", layout, data, scales, |_, _| ());
        assert_eq!(read(&good.data, &good.scales), Ok(()));
        assert!(read(&good.data[1..], &good.scales).is_err());
        assert!(read(&good.data, &[&good.scales[..], &[0]].concat()).is_err());
        let not_finite = vec![0xff; good.scales.len()];
        let result = if kind == Kind::F16 {
            read(&vec![0xff; good.data.len()], &[])
        } else {
            read(&good.data, &not_finite)
        };
        assert!(result.unwrap_err().to_string().contains("w holds"));
    }
    let layout = Layout::new("w", Kind::Int8, 1, 2, 1).unwrap();
    assert!(dequantise("w", layout, &[0x80, 0], &1_f32.to_le_bytes(), |_, _| ()).is_err());
}
