//! Weights files that are damaged or hostile: each is read or refused with its fault named, in
//! bounded time, and nothing panics.

use std::time::{Duration, Instant};
use triptych::arch::{self, Network};
use triptych::weights::{FileTensor, Weights, identify, safetensors};

/// A whole file: LeNet-5's, as those of the others take long to copy and nothing in reading depends
/// on the network.
fn file() -> (Network, Vec<u8>) {
    let network = arch::lenet5::modern();
    let tensors: Vec<_> = network
        .weights()
        .into_iter()
        .map(|spec| {
            let values: Vec<f32> =
                (0..spec.shape.iter().product()).map(|i: usize| (i as f32).sin()).collect();
            FileTensor::floats(&spec.name, &spec.shape, &values)
        })
        .collect();
    let metadata = [("network".to_owned(), "lenet5".to_owned())];
    (network, safetensors(&tensors, &metadata))
}

/// Everything a loader would do with the bytes, short of a device.
fn read(network: &Network, bytes: &[u8]) -> Result<(), String> {
    let weights = Weights::read(network, bytes).map_err(|error| error.to_string())?;
    for spec in network.weights() {
        let values = weights.get(&spec.name).map_err(|error| error.to_string())?;
        assert_eq!(values.len(), spec.shape.iter().product::<usize>());
        assert!(values.iter().all(|value| value.is_finite()));
    }
    identify(None, bytes).map_err(|error| error.to_string())?;
    Ok(())
}

/// The file with another header.
fn with_header(file: &[u8], edit: impl Fn(String) -> String) -> Vec<u8> {
    let length = u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let header = edit(String::from_utf8(file[8..8 + length].to_vec()).unwrap());
    [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), &file[8 + length..]].concat()
}

#[test]
fn mutated_files_are_read_or_refused_quickly() {
    let (network, file) = file();
    assert_eq!(read(&network, &file), Ok(()));
    let header = 8 + u64::from_le_bytes(file[..8].try_into().unwrap()) as usize;
    let mut random = fastrand::Rng::with_seed(2015);
    let (mut refused, mut slowest) = (0, Duration::ZERO);
    for number in 0..300 {
        let mut bytes = file.clone();
        match number % 4 {
            0 => bytes.truncate(random.usize(..file.len())),
            // In the header's length, in the header, anywhere.
            1 => bytes[random.usize(..8)] = random.u8(..),
            2 => {
                for _ in 0..random.usize(1..4) {
                    bytes[random.usize(8..header)] = random.u8(..);
                }
            }
            _ => {
                let at = random.usize(header..file.len() - 4);
                // Exponents of all ones: infinite or not a number.
                bytes[at & !3 | 3] = 0x7f;
                bytes[at & !3 | 2] |= 0x80;
            }
        }
        let start = Instant::now();
        let result = read(&network, &bytes);
        slowest = slowest.max(start.elapsed());
        if let Err(words) = result {
            assert!(words.len() > 10, "{words}");
            refused += 1;
        }
    }
    println!("{refused} of 300 refused, the slowest in {slowest:?}");
    assert!(refused >= 200, "{refused}");
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[test]
fn faults_are_named() {
    let (network, file) = file();
    let edited = |from: &'static str, to: &'static str| {
        let changed = with_header(&file, |header| {
            assert!(header.contains(from), "{from} in {header}");
            header.replacen(from, to, 1)
        });
        read(&network, &changed).expect_err("a fault")
    };
    // Another type of the same size and one that is no type.
    assert!(
        edited(r#""dtype":"F32","shape":[6,1,5,5]"#, r#""dtype":"I32","shape":[6,1,5,5]"#)
            .contains("c1.weight should be F32, F16 or BF16 [6, 1, 5, 5] but is I32 [6, 1, 5, 5]")
    );
    assert!(edited("F32", "F33").contains("cannot be read"));
    // Sides whose product is another number, or none at all.
    assert!(edited("[6,1,5,5]", "[6,1,5,6]").contains("cannot be read"));
    let huge = "[18446744073709551615,18446744073709551615,5,5]";
    assert!(edited("[6,1,5,5]", huge).contains("cannot be read"));
    // Tensors that overlap, or lie beyond the end.
    assert!(edited("[0,600]", "[4,604]").contains("cannot be read"));
    let beyond = edited(r#""data_offsets":["#, r#""data_offsets":[99999999999"#);
    assert!(beyond.contains("cannot be read"), "{beyond}");
    // A name that is another's.
    assert!(edited("f6.weight", "f7.weight").contains("f6.weight"));
}

#[test]
fn headers_longer_than_any_file_take_no_memory() {
    let (network, file) = file();
    for length in [u64::MAX, u64::MAX / 2, 1 << 40, 100_000_001, file.len() as u64] {
        let mut bytes = file.clone();
        bytes[..8].copy_from_slice(&length.to_le_bytes());
        let start = Instant::now();
        assert!(read(&network, &bytes).is_err(), "{length}");
        assert!(start.elapsed() < Duration::from_secs(1), "{length}");
    }
}

#[test]
fn quantised_tensors_with_wrong_scales_are_refused_by_name() {
    let network = arch::lenet5::modern();
    let make = |scale: (&'static str, Vec<usize>), low: u8| {
        let tensors = network.weights().into_iter().flat_map(|spec| {
            let count: usize = spec.shape.iter().product();
            if spec.name != "f6.weight" {
                return vec![FileTensor::floats(&spec.name, &spec.shape, &vec![0.0; count])];
            }
            let bytes = vec![low; count];
            let scales = scale.1.iter().product::<usize>() * if scale.0 == "F32" { 4 } else { 2 };
            vec![
                FileTensor { name: spec.name, dtype: "I8", shape: spec.shape, bytes },
                FileTensor {
                    name: "f6.weight.scale".into(),
                    dtype: scale.0,
                    shape: scale.1.clone(),
                    bytes: vec![0; scales],
                },
            ]
        });
        let bytes = safetensors(&tensors.collect::<Vec<_>>(), &[]);
        read(&network, &bytes).map_err(|words| words.to_string())
    };
    // Right scales read; LeNet-5 is then no network for photographs, so only the reading counts.
    let right = make(("F32", vec![84, 4]), 1).unwrap_err();
    assert!(right.contains("its tensors are not those of"), "{right}");
    for (dtype, shape) in
        [("F16", vec![84, 4]), ("F32", vec![84]), ("F32", vec![83, 4]), ("F32", vec![84, 7])]
    {
        let words = make((dtype, shape.clone()), 1).unwrap_err();
        assert!(words.contains("f6.weight"), "{dtype} {shape:?}: {words}");
    }
    let unused = make(("F32", vec![84, 4]), 0x80).unwrap_err();
    assert!(unused.contains("f6.weight"), "{unused}");
}
