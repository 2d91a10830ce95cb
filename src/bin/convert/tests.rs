use super::arguments::numbers;
use super::*;
use clap::CommandFactory;
use triptych::arch::{Network, find};
use triptych::weights::{FileTensor, Weights, safetensors};

/// A folder that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("triptych-convert-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Weights of a size that keeps activations as they are; variances are 1.
fn weights(network: &Network) -> Vec<u8> {
    let mut state = 7_u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let tensors = network.weights().into_iter().map(|spec| {
        let inputs: usize = spec.shape[1..].iter().product();
        let mut value = || match spec.name.ends_with("var") {
            true => 1.0,
            false => random() * (6.0 / inputs as f32).sqrt().min(0.1),
        };
        let values: Vec<f32> = (0..spec.shape.iter().product()).map(|_| value()).collect();
        FileTensor::floats(&spec.name, &spec.shape, &values)
    });
    safetensors(&tensors.collect::<Vec<_>>(), &[("licence".into(), "CC0-1.0".into())])
}

fn convert(words: &[&str]) -> Result<(), Error> {
    let words = std::iter::once("convert").chain(words.iter().copied());
    pollster::block_on(run(&Arguments::try_parse_from(words).unwrap()))
}

#[test]
fn the_command_line_is_sound() {
    Arguments::command().debug_assert();
    assert_eq!(numbers::<3>("0.5, 1,2"), Ok([0.5, 1.0, 2.0]));
    assert!(numbers::<2>("1").is_err() && numbers::<2>("1,x").is_err());
    for wrong in [
        &["a"][..],
        &["a", "-o", "b", "--quantize", "int3"],
        &["a", "-o", "b", "--labels", "x", "--label-set", "y"],
        &["a", "-o", "b", "--mean", "1,2"],
    ] {
        assert!(Arguments::try_parse_from(std::iter::once(&"convert").chain(wrong)).is_err());
    }
}

#[test]
fn a_network_becomes_a_file_that_says_what_it_is() {
    let folder = Folder::new("whole");
    let network = find("resnet18").unwrap().with_classes(2);
    let [input, output, labels] =
        ["a.safetensors", "b.safetensors", "l.txt"].map(|n| folder.file(n));
    std::fs::write(&input, weights(&network)).unwrap();
    std::fs::write(&labels, "cat\ndog\n").unwrap();
    let words = [
        &input,
        "-o",
        &output,
        "--quantize",
        "int8",
        "--side",
        "64",
        "--resize",
        "64",
        "--labels",
        &labels,
        "--source",
        "here",
        "--accuracy",
        "0.5,1",
    ];
    convert(&words).unwrap();
    let bytes = std::fs::read(&output).unwrap();
    let about = FileAbout::read(&bytes).unwrap();
    assert_eq!(about.labels, Some(vec!["cat".into(), "dog".into()]));
    assert_eq!(about.preprocessing.map(|how| (how.resize, how.side)), Some((64, 64)));
    assert_eq!((about.accuracy, about.network.as_deref()), (Some([0.5, 1.0]), Some("resnet18")));
    assert_eq!(
        (about.source.as_deref(), about.licence.as_deref()),
        (Some("here"), Some("CC0-1.0"))
    );
    assert!(Weights::read(&network, &bytes).unwrap().folded());
    assert!(bytes.len() * 7 < 2 * std::fs::read(&input).unwrap().len());
}

#[test]
fn what_cannot_be_converted_leaves_no_file() {
    let folder = Folder::new("refused");
    let [input, output] = ["a.safetensors", "b.safetensors"].map(|name| folder.file(name));
    let network = find("resnet18").unwrap().with_classes(2);
    let good = weights(&network);
    std::fs::write(&input, &good).unwrap();
    let lenet = folder.file("lenet.safetensors");
    std::fs::write(&lenet, weights(&find("lenet5").unwrap())).unwrap();
    let alexnet = folder.file("alexnet.safetensors");
    std::fs::write(&alexnet, weights(&find("alexnet_tv").unwrap().with_classes(2))).unwrap();
    let cut = folder.file("cut.safetensors");
    std::fs::write(&cut, &good[..good.len() / 2]).unwrap();
    let absent = folder.file("absent.pth");
    let nowhere = folder.file("nowhere/b.safetensors");
    for (words, word) in [
        (&[&input, "-o", &input][..], "the input itself"),
        (&[&absent, "-o", &output], "absent.pth"),
        (
            &[&input, "-o", &nowhere],
            "nowhere/b.safetensors could not be written: there is no folder",
        ),
        (&[&cut, "-o", &output], "cannot be read"),
        (&[&lenet, "-o", &output, "--network", "lenet5"], "reads digits"),
        (&[&input, "-o", &output, "--network", "resnet34"], "no tensor"),
        (&[&input, "-o", &output, "--network", "vgg16"], "vgg16"),
        (&[&input, "-o", &output, "--label-set", "imagenet-1k"], "1000 labels for 2"),
        (&[&input, "-o", &output, "--side", "32", "--resize", "32"], "64 to 1024"),
        // Its windows would not fit.
        (&[&alexnet, "-o", &output, "--side", "32", "--resize", "32"], "64 to 1024"),
        (&[&input, "-o", &output, "--compare", &cut], "cut.safetensors"),
    ] {
        let error = convert(words).unwrap_err();
        assert!(error.to_string().contains(word), "{word}: {error}");
        assert!(error.advice().ends_with('.'));
        assert!(!Path::new(&output).exists());
    }
    assert_eq!(std::fs::read(&input).unwrap(), good);
}
