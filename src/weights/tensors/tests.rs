use super::*;
use crate::arch::{find as network, lenet5};
use crate::weights::compact::{Kind, Layout, quantise};
use crate::weights::names::namings;
use safetensors::tensor::TensorView;

type Tensors = Vec<(String, Dtype, Vec<usize>, Vec<u8>)>;

fn file(network: &Network, edit: impl Fn(&mut Tensors)) -> Vec<u8> {
    let mut tensors: Tensors = network
        .weights()
        .into_iter()
        .map(|spec| {
            let bytes = vec![0; spec.shape.iter().product::<usize>() * 4];
            (spec.name, Dtype::F32, spec.shape, bytes)
        })
        .collect();
    edit(&mut tensors);
    let views = tensors.iter().map(|(name, dtype, shape, bytes)| {
        (name.clone(), TensorView::new(*dtype, shape.clone(), bytes).unwrap())
    });
    safetensors::serialize(views, None).unwrap()
}

#[test]
fn our_names_and_other_programs_names_are_read() {
    for name in ["lenet5", "resnet18", "alexnet_tv"] {
        let network = network(name).unwrap().with_classes(3);
        let mut read = 0;
        for names in namings(&network) {
            // A way that does not name every tensor is not for this network.
            let all = network.weights().iter().all(|spec| names.contains_key(&spec.name));
            let theirs = |tensors: &mut Tensors| {
                tensors.iter_mut().for_each(|tensor| tensor.0 = names[&tensor.0].clone());
            };
            if all && names.values().all(|name| !name.starts_with('.')) {
                let bytes = file(&network, theirs);
                assert!(Weights::read(&network, &bytes).is_ok(), "{name}");
                read += 1;
            }
        }
        assert!(read >= 2, "{name}: {read}");
    }
}

#[test]
fn half_precision_is_widened() {
    let network = lenet5::modern();
    let half = file(&network, |tensors| {
        let (_, dtype, _, bytes) = &mut tensors[1];
        *dtype = Dtype::F16;
        *bytes = half::f16::from_f32(1.5).to_le_bytes().repeat(6);
    });
    assert_eq!(Weights::read(&network, &half).unwrap().get("c1.bias").unwrap(), [1.5; 6]);
}

#[test]
fn quantised_tensors_are_expanded() {
    let network = lenet5::modern();
    for kind in [Kind::Int8, Kind::Int4] {
        let values: Vec<f32> = (0..84 * 120).map(|i| (i as f32 * 0.37).sin()).collect();
        let layout = Layout::new("f6.weight", kind, 84, 120, 4).unwrap();
        let coded = quantise("f6.weight", &values, 1, layout).unwrap();
        let (dtype, scale, width) = match kind {
            Kind::Int8 => (Dtype::I8, Dtype::F32, 120),
            _ => (Dtype::U8, Dtype::F16, 60),
        };
        let bytes = file(&network, |tensors| {
            let tensor = tensors.iter_mut().find(|tensor| tensor.0 == "f6.weight").unwrap();
            *tensor = ("f6.weight".into(), dtype, vec![84, width], coded.data.clone());
            tensors.push(("f6.weight.scale".into(), scale, vec![84, 4], coded.scales.clone()));
        });
        let weights = Weights::read(&network, &bytes).unwrap();
        let got = weights.get("f6.weight").unwrap();
        // Half a step of values within 1: 1 / 127 and 1 / 7, and the search may clip a little more.
        let most = if kind == Kind::Int8 { 0.006 } else { 0.12 };
        let worst = got.iter().zip(&values).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        assert!(worst < most && worst > 0.0, "{kind:?}: {worst}");
        // Without its scales it says which tensor lacks them.
        let bytes = file(&network, |tensors| {
            let tensor = tensors.iter_mut().find(|tensor| tensor.0 == "f6.weight").unwrap();
            *tensor = ("f6.weight".into(), dtype, vec![84, width], coded.data.clone());
        });
        assert_eq!(
            Weights::read(&network, &bytes).unwrap_err(),
            Error::MissingTensor { name: "f6.weight.scale".into() }
        );
    }
}

#[test]
fn folded_normalisation_is_recognised() {
    let network = network("resnet18").unwrap().with_classes(2);
    let plain = file(&network, |_| ());
    assert!(!Weights::read(&network, &plain).unwrap().folded());
    let folded = file(&network.folded(), |_| ());
    assert!(Weights::read(&network, &folded).unwrap().folded());
}

#[test]
fn faults_name_the_tensor() {
    let network = lenet5::modern();
    let missing = file(&network, |tensors| drop(tensors.remove(2)));
    assert_eq!(
        Weights::read(&network, &missing).unwrap_err(),
        Error::MissingTensor { name: "c3.weight".into() }
    );
    let wrong = file(&network, |tensors| tensors[1].2 = vec![6, 1]);
    let message = Weights::read(&network, &wrong).unwrap_err().to_string();
    assert_eq!(message, "tensor c1.bias should be F32, F16 or BF16 [6] but is F32 [6, 1]");
    let nan = file(&network, |tensors| tensors[0].3[..4].fill(0xff));
    let weights = Weights::read(&network, &nan).unwrap();
    assert!(weights.get("c1.weight").unwrap_err().to_string().contains("c1.weight"));
}

#[test]
fn damaged_files_are_errors() {
    let network = lenet5::modern();
    let good = file(&network, |_| ());
    for bytes in [&good[..0], &good[..7], &good[..100], &good[..good.len() - 1]] {
        assert!(matches!(Weights::read(&network, bytes), Err(Error::BadWeights { .. })));
    }
    let mut huge = good.clone();
    huge[..8].fill(0xff);
    assert!(matches!(Weights::read(&network, &huge), Err(Error::BadWeights { .. })));
}
