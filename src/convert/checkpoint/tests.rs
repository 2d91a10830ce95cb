use super::*;
use std::path::PathBuf;
use std::time::{Duration, Instant};

fn path(name: &str) -> PathBuf {
    PathBuf::from("tests/data/pth").join(name)
}

/// Name, type, shape and values of everything that `state()` in make.py holds, by name.
fn expected() -> Vec<(&'static str, DType, Vec<usize>, Vec<f32>)> {
    let ramp = |count: i16, start: f32| (0..count).map(|i| f32::from(i) / 4.0 + start).collect();
    let base = |rows: &[i16], columns: &[i16]| -> Vec<f32> {
        rows.iter().flat_map(|r| columns.iter().map(move |c| f32::from(6 * r + c) / 4.0)).collect()
    };
    let transposed =
        (0..6).flat_map(|c| (0..4_i16).map(move |r| f32::from(6 * r + c) / 4.0)).collect();
    vec![
        ("bn1.num_batches_tracked", DType::I64, vec![], vec![]),
        ("conv1.bias", DType::F16, vec![2], ramp(2, 1.0)),
        ("conv1.weight", DType::F32, vec![2, 3, 2, 2], ramp(24, -3.0)),
        ("corner", DType::F32, vec![2, 3], base(&[1, 2], &[2, 3, 4])),
        ("double", DType::F64, vec![2], ramp(2, 0.5)),
        ("empty", DType::F32, vec![0, 3], vec![]),
        ("fc.bias", DType::BF16, vec![3], ramp(3, -2.0)),
        ("fc.weight", DType::F32, vec![3, 4], ramp(12, -1.0)),
        ("shared", DType::F32, vec![6], base(&[0], &[0, 1, 2, 3, 4, 5])),
        ("transposed", DType::F32, vec![6, 4], transposed),
    ]
}

#[test]
fn every_form_gives_the_same_tensors() {
    for file in ["new.pth", "legacy.pth", "nested.pth", "model.pth"] {
        let found = read_pth(&path(file)).unwrap();
        assert_eq!(found.len(), expected().len(), "{file}");
        for (found, (name, dtype, shape, values)) in found.iter().zip(expected()) {
            assert_eq!((found.name.as_str(), found.dtype()), (name, dtype), "{file}");
            assert_eq!(found.shape(), shape, "{file} {name}");
            if dtype == DType::I64 {
                assert_eq!(found.bytes().unwrap(), 7_i64.to_ne_bytes());
                assert!(found.floats().unwrap_err().to_string().contains(name));
            } else {
                assert_eq!(found.floats().unwrap(), values, "{file} {name}");
            }
        }
    }
}

#[test]
fn the_first_form_is_read() {
    let found = read_pth(&path("tar.pth")).unwrap();
    assert_eq!((found.len(), found[0].name.as_str()), (1, "fc.weight"));
    assert_eq!(found[0].shape(), [2, 3]);
    assert_eq!(found[0].floats().unwrap(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
}

#[test]
fn what_is_refused_says_why() {
    for (file, why) in [
        ("forbidden.pth", "no tensors with names"),
        ("forbidden-root.pth", "posix.system"),
        ("bomb.pth", "compressed"),
        ("expanded.pth", "huge [1048576, 2048]"),
        ("array.pth", "dict"),
        ("make.py", "none of the forms"),
    ] {
        let error = read_pth(&path(file)).unwrap_err();
        assert!(matches!(error, Error::BadFile { .. }), "{file}: {error}");
        assert!(error.to_string().contains(why), "{file}: {error}");
    }
    assert!(matches!(read_pth(&path("no.pth")), Err(Error::Unreadable { .. })));
    assert!(!Path::new("/tmp/triptych-was-run").exists(), "a file was made by a pickle");
}

/// Reads all of it; how many bytes that were.
fn read_whole(path: &Path) -> Result<usize, Error> {
    read_pth(path)?.iter().map(|tensor| tensor.bytes().map(|bytes| bytes.len())).sum()
}

#[test]
fn two_hundred_damaged_files_are_read_or_refused() {
    let damaged = std::env::temp_dir().join(format!("triptych-damaged-{}.pth", std::process::id()));
    let (mut refused, mut state) = (0, 1_u32);
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % below
    };
    for file in ["new.pth", "legacy.pth", "nested.pth", "tar.pth"] {
        let good = std::fs::read(path(file)).unwrap();
        for case in 0..50 {
            let mut bytes = good.clone();
            match case % 5 {
                0 => bytes.truncate(random(good.len())),
                1 => bytes[random(good.len())] ^= 1 << random(8),
                2 => (0..20).for_each(|_| bytes[random(good.len())] = random(256) as u8),
                3 => {
                    // A length, a count or an offset, most likely: eight bytes of a huge number.
                    let start = random(good.len() - 8);
                    bytes[start..start + 8]
                        .copy_from_slice(&(u64::MAX >> random(40)).to_le_bytes());
                }
                _ => {
                    let start = random(good.len());
                    bytes.drain(start..(start + random(64)).min(good.len()));
                }
            }
            std::fs::write(&damaged, &bytes).unwrap();
            let start = Instant::now();
            let result = read_whole(&damaged);
            // Files of 10 kB take well under a millisecond; a machine under load, a hundred times.
            assert!(start.elapsed() < Duration::from_secs(1), "{file} {case}");
            match result {
                Ok(size) => assert!(size <= MOST_TIMES * bytes.len() + SPARE),
                Err(error) => {
                    assert!(matches!(error, Error::BadFile { .. } | Error::WrongTensor { .. }));
                    refused += 1;
                }
            }
        }
    }
    std::fs::remove_file(&damaged).unwrap();
    assert!(refused >= 60, "only {refused} of 200 were noticed"); // every cut and most drains
}
