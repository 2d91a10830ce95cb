use super::*;
use crate::arch;
use crate::digit;
use crate::network::Model;
use crate::weights::{FileTensor, Weights, bundled, safetensors};

/// Ten bars at ten places, a little different each time.
fn bars(count: usize, seed: u64) -> Set {
    let mut random = random::Random::new(seed);
    let labels: Vec<u8> = (0..count).map(|i| (i % 10) as u8).collect();
    let bar = |&label: &u8| {
        let (left, wide) = (4 + 4 * (usize::from(label) % 5), label >= 5);
        std::array::from_fn(|i| {
            let (row, column) = (i / 28, i % 28);
            let place = if wide { row } else { column };
            let ink =
                (left..left + 3).contains(&place) && (4..24).contains(&(row + column - place));
            if ink { 155 + (random.bits() % 100) as u8 } else { 0 }
        })
    };
    Set { images: labels.iter().map(bar).collect(), labels }
}

fn options(name: &str) -> Options {
    let network = arch::find(name).expect("a network");
    let learning_rate = if name == "lenet5-1998" { 0.002 } else { 0.02 };
    let strength = augment::Strength::DEFAULT.times(0.1);
    Options {
        network,
        epochs: 4,
        seed: 1,
        batch: 10,
        learning_rate,
        weight_decay: 1e-4,
        strength,
        last_distortion: 0.5,
        blend: 1.0,
        start: None,
    }
}

/// MNIST alone.
fn sources(mnist: &Mnist) -> Sources<'_> {
    static NONE: Set = Set { images: Vec::new(), labels: Vec::new() };
    Sources { mnist, hands: &[], kept: &NONE }
}

fn trained(options: &Options) -> Trained {
    let mnist = Mnist { train: bars(400, 1), test: bars(50, 2), checksums: vec![] };
    run(options, sources(&mnist), &mut |_, _, _| (), &mut |_| ()).expect("trained")
}

#[test]
fn both_forms_learn_and_keep_to_their_tables() {
    for name in ["lenet5", "lenet5-1998"] {
        let options = options(name);
        let trained = trained(&options);
        let accuracy = accuracy(&trained.confusion);
        assert!(accuracy > 0.9, "{name}: {accuracy}");
        assert_eq!(trained.epochs.len(), 4);
        assert_eq!(trained.epochs[3].test_accuracy, accuracy);
        let specs: Vec<_> = trained.tensors.iter().map(|(spec, _)| spec.clone()).collect();
        assert_eq!(specs, options.network.weights());
        let count = |(spec, values): &(arch::WeightSpec, Vec<f32>)| {
            assert_eq!(spec.shape.iter().product::<usize>(), values.len(), "{}", spec.name);
            values.iter().filter(|&&value| value != 0.0).count()
        };
        // The kernels that Table I leaves out stay zero.
        assert!(trained.tensors.iter().map(count).sum::<usize>() <= options.network.parameters());
    }
}

#[test]
fn the_seed_decides_everything() {
    let mut options = Options { epochs: 1, ..options("lenet5") };
    let first = trained(&options).tensors;
    assert_eq!(trained(&options).tensors, first);
    options.seed = 2;
    assert_ne!(trained(&options).tensors, first);
}

#[test]
fn a_blend_lies_between_what_was_begun_with_and_what_was_trained() {
    let begun = trained(&Options { epochs: 1, ..options("lenet5") }).tensors;
    let file = |(spec, values): &(arch::WeightSpec, Vec<f32>)| {
        FileTensor::floats(&spec.name, &spec.shape, values)
    };
    let start = Some(safetensors(&begun.iter().map(file).collect::<Vec<_>>(), &[]));
    let with = |blend| {
        trained(&Options { epochs: 1, seed: 2, start: start.clone(), blend, ..options("lenet5") })
    };
    assert_eq!(with(0.0).tensors, begun);
    let [half, own] = [0.5, 1.0].map(|blend| with(blend).tensors);
    let all = |tensors: &form::Tensors| -> Vec<f32> {
        tensors.iter().flat_map(|(_, values)| values.clone()).collect()
    };
    let [begun, half, own] = [&begun, &half, &own].map(all);
    assert_ne!(own, begun);
    for ((begun, half), own) in begun.iter().zip(&half).zip(&own) {
        assert!((half - (begun + own) / 2.0).abs() < 1e-6);
    }
}

#[test]
fn networks_for_photographs_are_refused_before_anything_is_read() {
    let mnist = Mnist { train: bars(10, 1), test: bars(10, 2), checksums: vec![] };
    for name in ["alexnet", "resnet18"] {
        let options = options(name);
        let error =
            run(&options, sources(&mnist), &mut |_, _, _| (), &mut |_| ()).expect_err("refused");
        assert!(matches!(error, Error::WrongInput { .. }), "{error}");
        assert!(error.to_string().contains("1000 classes"), "{error}");
    }
    for network in arch::lenet5::all() {
        assert!(is_for_digits(&network), "{}", network.name);
    }
    assert!(!is_for_digits(&arch::lenet5::modern().with_classes(5)));
}

#[test]
fn a_run_that_goes_astray_ends_and_says_so() {
    let mnist = Mnist { train: bars(100, 1), test: bars(10, 2), checksums: vec![] };
    for name in ["lenet5", "lenet5-1998"] {
        // More than single precision holds: no weight stays finite.
        let options = Options { learning_rate: 1e300, ..options(name) };
        let mut epochs = 0;
        let run = run(&options, sources(&mnist), &mut |_, _, _| (), &mut |_| epochs += 1);
        assert_eq!((run.err(), epochs), (Some(Error::Diverged { epoch: 1 }), 0), "{name}");
    }
}

/// MNIST, or a line that says what is skipped for want of it.
fn mnist(skipped: &str) -> Option<Mnist> {
    let mnist = Mnist::read(&data::default_folder());
    mnist.inspect_err(|error| eprintln!("skipped: {skipped}: {error}")).ok()
}

#[test]
fn mnist_comes_back_from_its_own_preparation() {
    let Some(mnist) = mnist("preparing MNIST again") else { return };
    let again = |image: &&[u8; 784]| digit::prepare(&digit::Grey::from_mnist(image)) == **image;
    // The one that does not has its centre of mass halfway between two pixels.
    assert!(mnist.test.images.iter().filter(again).count() >= 9_999);
}

#[test]
fn the_samples_on_the_page_are_test_pictures() {
    let Some(mnist) = mnist("comparing the samples") else { return };
    let images = include_bytes!("../../www/samples.idx");
    let labels = include_bytes!("../../www/samples-labels.idx");
    let samples = Set::parse(images, labels).expect("IDX files");
    assert!(!samples.is_empty());
    for (image, label) in samples.images.iter().zip(&samples.labels) {
        let place = mnist.test.images.iter().position(|other| other == image);
        assert_eq!(place.map(|place| mnist.test.labels[place]), Some(*label));
    }
}

/// Pen strokes by other people (UNIPEN, see `docs/training.md`), as they come from a browser.
#[test]
fn other_hands_are_read() {
    let Ok(hands) = hands::parse(&hands::default_file()) else {
        eprintln!("skipped: strokes by other people, for want of unipen-digits/strokes.jsonl");
        return;
    };
    let Set { images, labels } = hands::pictures(&hands);
    let images = images.as_flattened();
    for (name, least) in [("lenet5", 0.95), ("lenet5-1998", 0.95)] {
        let network = arch::find(name).expect("a network");
        let file = bundled(name).expect("bundled").file;
        let bytes = std::fs::read(format!("weights/{file}")).expect("the file");
        let weights = Weights::read(&network, &bytes).expect("whole");
        let model = Model::new(network, &weights, &Device::flex()).expect("a model");
        let mut answers = Vec::new();
        for batch in images.chunks(500 * 784) {
            answers.extend(
                pollster::block_on(crate::classify::classify_batch(&model, batch))
                    .expect("answers"),
            );
        }
        let right = answers.iter().zip(&labels).filter(|(a, b)| a == b).count();
        let accuracy = right as f32 / labels.len() as f32;
        println!("{name}: {right} of {} by other hands, {:.2} %", labels.len(), 100.0 * accuracy);
        assert!(accuracy > least, "{name}: {accuracy}");
    }
}
