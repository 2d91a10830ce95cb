//! What a safetensors file says about itself, and which network its tensors are of.

use super::{Contents, Header, Weights};
use crate::arch::{self, Network};
use crate::error::Error;
use crate::image::Preprocessing;
use serde::Deserialize;
use std::borrow::Cow;

/// A file's own words: the entries of its metadata that we know. JSON where they are not plain text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileAbout {
    /// `network`: a name of [`crate::arch::find`].
    pub network: Option<String>,
    /// `label_set`: a name of a set that we know, or words for people.
    pub label_set: Option<String>,
    /// `labels`: a list of texts, one a class.
    pub labels: Option<Vec<String>>,
    /// `preprocessing`: how a picture becomes the network's input.
    pub preprocessing: Option<Preprocessing>,
    /// `accuracy`: top-1 and top-5 on the label set's own validation pictures, 0 to 1.
    pub accuracy: Option<[f32; 2]>,
    /// `source`: where the weights are from.
    pub source: Option<String>,
    /// `licence`.
    pub licence: Option<String>,
}

impl FileAbout {
    /// The metadata of a safetensors file. What makes no sense is as if it were not there.
    ///
    /// # Errors
    ///
    /// [`Error::BadWeights`] for a file that is not safetensors.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        Ok(Self::of(&Header::of(bytes)?))
    }

    /// As [`Self::read`], from the file's head.
    pub fn of(header: &Header) -> Self {
        let entries = header.entries();
        let text = |name: &str| entries.get(name).cloned();
        Self {
            network: text("network"),
            label_set: text("label_set"),
            labels: json(text("labels")),
            preprocessing: json(text("preprocessing")).filter(Preprocessing::is_sane),
            accuracy: json(text("accuracy")).filter(|accuracy| are_shares(*accuracy)),
            source: text("source"),
            licence: text("licence"),
        }
    }
}

/// Whether these can be a top-1 and a top-5 accuracy.
fn are_shares([first, five]: [f32; 2]) -> bool {
    0.0 <= first && first <= five && five <= 1.0
}

fn json<T: for<'a> Deserialize<'a>>(text: Option<String>) -> Option<T> {
    serde_json::from_str(&text?).ok()
}

/// The networks that weights without a name may be of, each before those whose tensors look the
/// same: the sibling that people have weights of comes first.
const CANDIDATES: [&str; 7] =
    ["resnet50", "resnet18", "resnet34", "resnet101", "resnet152", "alexnet_tv", "alexnet_bvlc"];

/// The network that these weights are of, with the file's number of classes: by `name` where it is
/// given, else by the file's metadata, else by its tensors.
///
/// # Errors
///
/// [`Error::UnknownNetwork`] for a name that is none, [`Error::BadWeights`] and the errors of
/// [`Weights::read`] for tensors that are not the network's.
pub fn identify<'a>(name: Option<&str>, bytes: &'a [u8]) -> Result<(Network, Weights<'a>), Error> {
    let (network, contents) = contents(name, Header::of(bytes)?)?;
    Ok((network, Weights::new(Cow::Owned(contents), bytes)))
}

/// As [`identify`], before the file's numbers are there.
///
/// # Errors
///
/// As [`identify`].
pub fn contents(name: Option<&str>, header: Header) -> Result<(Network, Contents), Error> {
    let about = FileAbout::of(&header);
    if let Some(name) = name.or(about.network.as_deref()) {
        let network = sized(arch::find(name)?, &header);
        let contents = Contents::find(&network, header)?;
        return Ok((network, contents));
    }
    let fitting = CANDIDATES.iter().filter_map(|name| {
        let network = sized(arch::find(name).ok()?, &header);
        let contents = Contents::find(&network, header.clone()).ok()?;
        Some((network, contents))
    });
    // Of ResNets that fit, the deepest: the tensors of a shallow one may be among its own.
    fitting.max_by_key(|(network, _)| network.weights().len()).ok_or_else(|| {
        let known = CANDIDATES.join(", ");
        Error::BadWeights { reason: format!("its tensors are not those of {known}") }
    })
}

/// The network with as many classes as the file's last layer has.
fn sized(network: Network, header: &Header) -> Network {
    let Some(last) = network.weights().pop() else { return network };
    let names = super::names::namings(&network);
    let tensor = names.iter().find_map(|names| header.tensor(names.get(&last.name)?));
    match tensor.and_then(|tensor| tensor.shape.first().copied()) {
        Some(classes @ 1..=100_000) => network.with_classes(classes),
        _ => network,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use safetensors::{Dtype, tensor::TensorView};
    use std::collections::HashMap;

    fn file(network: &Network, metadata: &[(&str, &str)]) -> Vec<u8> {
        let specs = network.weights();
        let zeros =
            vec![0; specs.iter().map(|s| 2 * s.shape.iter().product::<usize>()).max().unwrap()];
        let views = specs.iter().map(|spec| {
            let bytes = &zeros[..2 * spec.shape.iter().product::<usize>()];
            (spec.name.clone(), TensorView::new(Dtype::F16, spec.shape.clone(), bytes).unwrap())
        });
        let metadata: HashMap<_, _> =
            metadata.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        safetensors::serialize(views, Some(metadata)).unwrap()
    }

    #[test]
    fn networks_are_known_by_their_tensors() {
        for name in ["resnet18", "resnet34", "resnet50", "alexnet_tv", "alexnet_bvlc"] {
            let network = arch::find(name).unwrap().with_classes(7);
            let bytes = file(&network, &[]);
            let (found, _) = identify(None, &bytes).unwrap();
            assert_eq!((found.name, found.classes()), (name, 7));
        }
    }

    #[test]
    fn the_files_own_word_counts_and_the_callers_more() {
        let network = arch::find("resnet50_v1").unwrap().with_classes(2);
        let bytes = file(&network, &[("network", "resnet50_v1")]);
        assert_eq!(identify(None, &bytes).unwrap().0.name, "resnet50_v1");
        assert_eq!(identify(Some("resnet50"), &bytes).unwrap().0.name, "resnet50");
        for other in ["resnet18", "alexnet"] {
            let refused = identify(Some(other), &bytes).map(|_| ());
            let other_tensors = |error: &Error| {
                matches!(error, Error::WrongTensor { .. } | Error::MissingTensor { .. })
            };
            assert!(refused.as_ref().is_err_and(other_tensors), "{other}: {refused:?}");
        }
        assert!(matches!(identify(Some("vgg"), &bytes), Err(Error::UnknownNetwork { .. })));
    }

    #[test]
    fn metadata_is_read_and_nonsense_ignored() {
        let network = arch::lenet5::modern();
        let bytes = file(
            &network,
            &[
                ("labels", r#"["a","b"]"#),
                ("accuracy", "[0.5, 0.75]"),
                ("preprocessing", "{}"),
                ("licence", "CC0"),
            ],
        );
        let about = FileAbout::read(&bytes).unwrap();
        assert_eq!(about.labels, Some(vec!["a".into(), "b".into()]));
        assert_eq!((about.accuracy, about.preprocessing), (Some([0.5, 0.75]), None));
        assert_eq!(about.licence.as_deref(), Some("CC0"));
        assert!(FileAbout::read(b"no").is_err());
        let about = |name: &str, value: &str| FileAbout::read(&file(&network, &[(name, value)]));
        for accuracy in ["[7, -3]", "[0.9, 0.5]", "[0.5, 1.5]"] {
            assert_eq!(about("accuracy", accuracy).unwrap().accuracy, None, "{accuracy}");
        }
        let sane = Preprocessing::imagenet();
        let read = |preprocessing: &Preprocessing| {
            let text = serde_json::to_string(preprocessing).unwrap();
            about("preprocessing", &text).unwrap().preprocessing
        };
        assert_eq!(read(&sane), Some(sane.clone()));
        for std in [0.0, -0.2, 1e-30] {
            assert_eq!(
                read(&Preprocessing { std: [0.2, std, 0.2], ..sane.clone() }),
                None,
                "{std}"
            );
        }
        assert_eq!(read(&Preprocessing { mean: [1e30, 0.5, 0.5], ..sane }), None);
    }
}
