//! Compact files read back.

use super::*;
use crate::arch::{WeightSpec, find};
use crate::weights::Weights;

/// Weights of `network` that differ from tensor to tensor and number to number.
fn tensors(network: &Network) -> Vec<(WeightSpec, Vec<f32>)> {
    let tensor = |(index, spec): (usize, WeightSpec)| {
        let value = |i: usize| ((i * 7 + index) as f32 * 0.37).sin() * 0.1;
        // Variances are positive.
        let up = if spec.name.ends_with("var") { 1.0 } else { 0.0 };
        let values = (0..spec.shape.iter().product()).map(|i| value(i) + up).collect();
        (spec, values)
    };
    network.weights().into_iter().enumerate().map(tensor).collect()
}

fn written(tensors: &[(WeightSpec, Vec<f32>)]) -> Vec<u8> {
    let tensor = |(spec, values): &(WeightSpec, Vec<f32>)| {
        FileTensor::floats(&spec.name, &spec.shape, values)
    };
    safetensors(&tensors.iter().map(tensor).collect::<Vec<_>>(), &[])
}

fn file(network: &Network) -> Vec<u8> {
    written(&tensors(network))
}

#[test]
fn compact_files_read_back_and_shrink() {
    let network = find("resnet18").unwrap().with_classes(64);
    let bytes = file(&network);
    let mut sizes = vec![bytes.len()];
    let mut errors = Vec::new();
    let exact = compact(&bytes, &Options { precision: Precision::F32, ..Default::default() });
    let exact = exact.unwrap().1;
    let exact = Weights::read(&network, &exact).unwrap().get("conv4_1.2.weight").unwrap();
    for precision in [Precision::F16, Precision::Int8, Precision::Int4] {
        let options = Options { precision, ..Default::default() };
        let (found, small) = compact(&bytes, &options).unwrap();
        assert_eq!(found.name, "resnet18");
        let weights = Weights::read(&network, &small).unwrap();
        assert!(weights.folded());
        let got = weights.get("conv4_1.2.weight").unwrap();
        errors.push(got.iter().zip(&exact).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max));
        sizes.push(small.len());
    }
    assert!(sizes.windows(2).all(|two| two[1] <= two[0]), "{sizes:?}");
    // f16 has eleven bits, int8 seven and a sign.
    assert!(errors[0] < 1e-3 && errors[1] < 1e-2 && errors[0] < errors[1], "{errors:?}");
}

#[test]
fn what_was_folded_first_is_told() {
    let network = find("resnet18").unwrap().with_classes(8);
    let bytes = file(&network);
    let original = Weights::read(&network, &bytes).unwrap();
    let options = Options { precision: Precision::Int8, ..Options::default() };
    let (_, once) = compact(&bytes, &options).unwrap();
    let (_, twice) = compact(&once, &options).unwrap();
    for small in [once, twice] {
        let weights = Weights::read(&network, &small).unwrap();
        for tensor in BATCH_NORM {
            let name = format!("conv1.{tensor}");
            let values = weights.beside(&name, 64).unwrap();
            assert_eq!(values, Some(original.get(&name).unwrap()));
            assert!(matches!(weights.beside(&name, 63), Err(Error::WrongTensor { .. })));
            let name = format!("conv2_1.1.{tensor}");
            assert_eq!(weights.beside(&name, 64), Ok(None));
        }
    }
}

#[test]
fn a_bias_before_normalisation_counts() {
    let network = find("resnet18").unwrap().with_classes(8);
    let (mut apart, mut within) = (tensors(&network), tensors(&network));
    for (spec, mean) in &mut within {
        let Some(row) = spec.name.strip_suffix(BATCH_NORM[2]) else { continue };
        let bias: Vec<_> = mean.iter().map(|mean| 0.5 - 3.0 * mean).collect();
        mean.iter_mut().zip(&bias).for_each(|(mean, bias)| *mean -= bias);
        let spec = WeightSpec { name: format!("{row}bias"), shape: spec.shape.clone() };
        apart.push((spec, bias));
    }
    let small = |bytes: &[u8]| compact(bytes, &Options::default()).unwrap().1;
    let [none, apart, within] =
        [&tensors(&network), &apart, &within].map(|tensors| small(&written(tensors)));
    assert!(apart == within && apart != none);
    // In the compact form the bias is what normalisation itself adds, beside the mean that was folded.
    assert!(small(&apart) == apart);
}

#[test]
fn a_layer_is_stored_for_the_maps_that_come() {
    let network = find("alexnet_tv").unwrap().with_classes(3);
    let bytes = file(&network);
    let make = |side, precision| {
        let options = Options { side: Some(side), precision, ..Options::default() };
        compact(&bytes, &options).unwrap().1
    };
    let get = |file: &[u8]| Weights::read(&network, file).unwrap().get("fc6.weight").unwrap();
    // Maps of 6 x 6 come of 224 pixels, of 3 x 3 of 128.
    let (fine, coarse) = (make(224, Precision::F16), make(128, Precision::F16));
    let saved = 4096 * 256 * (36 - 9) * 2;
    assert!(fine.len().abs_diff(coarse.len() + saved) < 100);
    let (fine, coarse) = (get(&fine), get(&coarse));
    assert_eq!(coarse.len(), fine.len());
    assert!((fine[..2].iter().chain(&fine[6..8]).sum::<f32>() / 4.0 - coarse[7]).abs() < 1e-3);
    assert_eq!(make(128, Precision::F32).len(), make(224, Precision::F32).len());
    let small = get(&make(128, Precision::Int4));
    assert_eq!((small.len(), small[0]), (fine.len(), small[7]));
}

#[test]
fn blue_first_turns_the_first_convolution_only() {
    let network = find("caffenet").unwrap().with_classes(8);
    let bytes = file(&network);
    let make = |blue_first| {
        let network = Some("caffenet".to_owned());
        let precision = Precision::F32;
        compact(&bytes, &Options { network, precision, blue_first, ..Options::default() })
    };
    let (plain, turned) = (make(false).unwrap().1, make(true).unwrap().1);
    let get = |file: &[u8], name| Weights::read(&network, file).unwrap().get(name).unwrap();
    let (before, after) = (get(&plain, "conv1.weight"), get(&turned, "conv1.weight"));
    assert_eq!(before[..121], after[242..363]);
    assert_eq!(before[121..242], after[121..242]);
    assert_eq!(get(&plain, "conv2.weight"), get(&turned, "conv2.weight"));
}
