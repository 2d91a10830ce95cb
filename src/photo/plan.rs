//! What is known of a network before any of its weights are laid out.

use super::{About, slot, usual};
use crate::arch::{Network, Op};
use crate::error::Error;
use crate::labels;
use crate::protocol::photo::LoadedNetwork;
use crate::weights::{Contents, FileAbout, Header, contents};

/// Sides that a network can take whose table does not fix it: the last maps need a pixel, and memory
/// an end.
const SIDES: std::ops::RangeInclusive<usize> = 64..=1024;

/// A network, where its weights are in the file, and what is told of it.
pub(super) struct Plan {
    pub(super) network: Network,
    pub(super) contents: Contents,
    pub(super) about: LoadedNetwork,
}

impl Plan {
    /// From a safetensors file's head and what is said of it.
    pub(super) fn new(header: Header, about: &About) -> Result<Self, Error> {
        let (file, bytes) = (FileAbout::of(&header), header.file_bytes() as u64);
        let (network, contents) = contents(about.network.as_deref(), header)?;
        let slot = slot(&network)?;
        let preprocessing = about
            .preprocessing
            .clone()
            .or_else(|| file.preprocessing.clone())
            .unwrap_or_else(|| usual(&network));
        let network = fitted(network, preprocessing.crop_side())?;
        let (labels, label_set) = names(about, &file, network.classes())?;
        let provenance = about.provenance.clone().unwrap_or_else(|| {
            let said = [file.source.as_deref(), file.licence.as_deref()];
            said.into_iter().flatten().collect::<Vec<_>>().join(", ")
        });
        let about = LoadedNetwork {
            slot,
            entry: None,
            network: network.name.into(),
            title: network.title.into(),
            label_set,
            labels,
            preprocessing,
            bytes,
            parameters: network.parameters() as u64,
            macs: network.macs(),
            load_ms: 0.0,
            peak_bytes: 0,
            stored: None,
            full: false,
            accuracy: about.accuracy.or(file.accuracy),
            provenance,
        };
        Ok(Self { network, contents, about })
    }
}

/// The network for pictures of this side.
///
/// # Errors
///
/// [`Error::WrongInput`] for a side that it cannot take.
pub fn fitted(network: Network, side: usize) -> Result<Network, Error> {
    let fixed = network.input[0];
    // Without adaptive pooling the linear layers fix the side.
    let adaptive = network.rows.iter().any(|row| matches!(row.op, Op::AdaptiveAvgPool { .. }));
    if side == fixed || adaptive && SIDES.contains(&side) {
        return Ok(network.with_side(side));
    }
    Err(Error::WrongInput {
        expected: if adaptive {
            format!("pictures of {} to {} pixels a side", SIDES.start(), SIDES.end())
        } else {
            format!("pictures of {fixed} pixels a side")
        },
        found: format!("preprocessing for {side} pixels"),
    })
}

/// Labels, and what their set is called.
pub(super) fn names(
    about: &About,
    file: &FileAbout,
    classes: usize,
) -> Result<(Vec<String>, String), Error> {
    // The file's set is not that of labels given beside it.
    let of_file = file.label_set.as_deref().filter(|_| about.labels.is_none());
    let named = about.label_set.as_deref().or(of_file);
    let set = named.and_then(labels::set);
    let known = set.filter(|set| set.labels().len() == classes);
    // The name of a set that it cannot be says nothing; a visitor's own words do.
    let words = named.filter(|_| set.is_none());
    let title =
        |own: String| known.map_or(words.map_or(own, str::to_owned), |set| set.title.into());
    let own = about.labels.clone().or_else(|| file.labels.clone());
    if let Some(own) = own {
        if own.len() != classes {
            return Err(Error::BadFile {
                what: "the list of labels".into(),
                reason: format!("it has {} labels for {classes} classes", own.len()),
            });
        }
        return Ok((own, title(format!("{classes} classes"))));
    }
    let presumed = if named.is_none() { labels::presumed(classes) } else { None };
    Ok(match known.or(presumed) {
        Some(set) => (set.labels(), set.title.into()),
        None => (labels::numbered(classes), title(format!("{classes} classes without names"))),
    })
}
