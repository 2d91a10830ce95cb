//! The names that other programs give a network's tensors.

use crate::arch::{BATCH_NORM, Network, Offset, Op, Row};
use std::collections::HashMap;

/// By our name of a tensor, that of another program; tensors it does not name are missing.
pub type Names = HashMap<String, String>;

/// Every way in which `network`'s tensors may be called in a file, our own first.
pub fn namings(network: &Network) -> Vec<Names> {
    [ours(network), numbered(network), sequential(network), residual(network)]
        .iter()
        .map(|modules| names(network, modules))
        .collect()
}

/// What a program calls a row, and the batch normalisation after it.
struct Module {
    name: String,
    norm: String,
}

impl Module {
    fn new(name: String, norm: String) -> Self {
        Self { name, norm }
    }

    fn plain(name: String) -> Self {
        Self { name, norm: String::new() }
    }
}

fn names(network: &Network, modules: &[Option<Module>]) -> Names {
    let mut names = Names::new();
    for (row, module) in network.rows.iter().zip(modules) {
        let Some(module) = module else { continue };
        for tensor in ["weight", "bias"] {
            names.insert(format!("{}.{tensor}", row.name), format!("{}.{tensor}", module.name));
        }
        if matches!(row.op, Op::Conv2d { offset: Offset::BatchNorm, .. }) {
            for tensor in BATCH_NORM {
                let theirs = tensor.trim_start_matches("norm");
                names.insert(format!("{}.{tensor}", row.name), format!("{}{theirs}", module.norm));
            }
        }
    }
    names
}

fn ours(network: &Network) -> Vec<Option<Module>> {
    let module = |row: &Row| Module::new(row.name.clone(), format!("{}.norm", row.name));
    network.rows.iter().map(|row| Some(module(row))).collect()
}

/// `conv1`, `conv2`, … and `fc1`, `fc2`, … in the order of the table, as most examples of LeNet-5.
fn numbered(network: &Network) -> Vec<Option<Module>> {
    let (mut convolutions, mut linears) = (0, 0);
    let module = |row: &Row| {
        let (kind, count) = match row.op {
            Op::Conv2d { .. } => ("conv", &mut convolutions),
            Op::Linear { .. } => ("fc", &mut linears),
            _ => return None,
        };
        *count += 1;
        Some(Module::plain(format!("{kind}{count}")))
    };
    network.rows.iter().map(module).collect()
}

/// torchvision's `alexnet.py`: the place in `features` or, after the average pooling, in
/// `classifier`; each rectifier, pooling and dropout takes a place too.
fn sequential(network: &Network) -> Vec<Option<Module>> {
    let (mut list, mut place) = ("features", 0);
    let module = |row: &Row| {
        let name = format!("{list}.{place}");
        place += match row.op {
            Op::AdaptiveAvgPool { .. } => {
                (list, place) = ("classifier", 0);
                return None;
            }
            Op::Conv2d { .. } | Op::Linear { .. } => 2,
            _ => 1,
        };
        Some(Module::plain(name))
    };
    network.rows.iter().map(module).collect()
}

/// torchvision's `resnet.py`: `conv1` and `bn1`; for block `conv3_2` `layer2.1`, with `conv1`,
/// `bn1`, … in it and the projection as `downsample`.
fn residual(network: &Network) -> Vec<Option<Module>> {
    let module = |row: &Row| {
        let Some((block, part)) = row.name.split_once('.') else {
            return Some(Module::new(row.name.clone(), row.name.replace("conv", "bn")));
        };
        let (stage, number) = block.strip_prefix("conv")?.split_once('_')?;
        let (stage, number): (usize, usize) = (stage.parse().ok()?, number.parse().ok()?);
        let block = format!("layer{}.{}", stage.checked_sub(1)?, number.checked_sub(1)?);
        Some(if part == "projection" {
            Module::new(format!("{block}.downsample.0"), format!("{block}.downsample.1"))
        } else {
            Module::new(format!("{block}.conv{part}"), format!("{block}.bn{part}"))
        })
    };
    network.rows.iter().map(module).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    /// What each row's weight is called in way `way`, for rows that have weights.
    fn weights(network: &str, way: usize) -> Vec<String> {
        let network = find(network).unwrap();
        let names = namings(&network).swap_remove(way);
        let ours = network.weights().into_iter().map(|spec| spec.name);
        ours.filter(|name| !name.ends_with("bias")).map(|name| names[&name].clone()).collect()
    }

    #[test]
    fn lenet5_as_examples_call_it() {
        let names = weights("lenet5_tanh", 1);
        assert_eq!(names, ["conv1", "conv2", "conv3", "fc1", "fc2"].map(|n| format!("{n}.weight")));
    }

    #[test]
    fn alexnet_as_torchvision_calls_it() {
        let features = [0, 3, 6, 8, 10].map(|place| format!("features.{place}.weight"));
        let classifier = [1, 4, 6].map(|place| format!("classifier.{place}.weight"));
        assert_eq!(weights("alexnet_tv", 2), [&features[..], &classifier].concat());
    }

    #[test]
    fn alexnet_as_caffe_calls_it() {
        let names = weights("caffenet", 0);
        let expected = ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"];
        assert_eq!(names, expected.map(|name| format!("{name}.weight")));
    }

    #[test]
    fn resnets_as_torchvision_calls_them() {
        let names = namings(&find("resnet50").unwrap()).swap_remove(3);
        for (ours, theirs) in [
            ("conv1.weight", "conv1.weight"),
            ("conv1.norm.running_var", "bn1.running_var"),
            ("conv3_2.3.weight", "layer2.1.conv3.weight"),
            ("conv3_2.3.norm.bias", "layer2.1.bn3.bias"),
            ("conv5_1.projection.weight", "layer4.0.downsample.0.weight"),
            ("conv5_1.projection.norm.weight", "layer4.0.downsample.1.weight"),
            ("fc.bias", "fc.bias"),
        ] {
            assert_eq!(names.get(ours).map(String::as_str), Some(theirs));
        }
    }
}
