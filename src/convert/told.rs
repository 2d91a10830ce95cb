//! What a person says of weights when they are converted: the new file's metadata.

use crate::arch::Network;
use crate::error::Error;
use crate::image::{Filter, Preprocessing};
use crate::labels;
use crate::photo::usual;
use crate::weights::FileAbout;

/// What the command line says. What it leaves out, the file may say; else it is the usual.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Whether mean and deviation are Caffe's.
    pub caffe: bool,
    /// Mean of red, green and blue, in units of 0 to 1.
    pub mean: Option<[f32; 3]>,
    /// What they are divided by then.
    pub std: Option<[f32; 3]>,
    /// The picture's shorter side becomes this. By itself `side` gives torchvision's share of it.
    pub resize: Option<usize>,
    /// Side of the square cut out of that.
    pub side: Option<usize>,
    /// How it is resampled.
    pub filter: Option<Filter>,
    /// Name and text of a file with a label a line.
    pub labels: Option<(String, String)>,
    /// A name of [`labels::set`].
    pub label_set: Option<String>,
    /// Top-1 and top-5 on the label set's own validation pictures, 0 to 1.
    pub accuracy: Option<[f32; 2]>,
    /// Where the weights are from.
    pub source: Option<String>,
    /// Under which licence.
    pub licence: Option<String>,
}

impl Told {
    /// The metadata of `network`'s new file, for [`super::Options`]; `file` is what the old one says.
    ///
    /// # Errors
    ///
    /// [`Error::BadFile`] for labels that are not as many as the classes, [`Error::WrongInput`] for
    /// a preprocessing or an accuracy that makes no sense.
    pub fn metadata(
        &self,
        network: &Network,
        file: &FileAbout,
    ) -> Result<Vec<(String, String)>, Error> {
        let (labels, label_set) = self.names(network.classes(), file)?;
        let accuracy = self.accuracy.or(file.accuracy);
        if accuracy.is_some_and(|[one, five]| !(0.0 <= one && one <= five && five <= 1.0)) {
            return Err(Error::WrongInput {
                expected: "a top-1 and a top-5 accuracy as shares, from 0 to 1".into(),
                found: format!("{:?}", accuracy.unwrap_or_default()),
            });
        }
        let own = |told: &Option<String>, file: &Option<String>| told.clone().or(file.clone());
        let entries = [
            ("label_set", label_set),
            ("labels", json(labels.as_ref())?),
            ("preprocessing", json(Some(&self.preprocessing(network, file)?))?),
            ("accuracy", json(accuracy.as_ref())?),
            ("source", own(&self.source, &file.source)),
            ("licence", own(&self.licence, &file.licence)),
        ];
        let there = entries.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        Ok(there.collect())
    }

    fn names(&self, classes: usize, file: &FileAbout) -> Result<Names, Error> {
        if let Some((name, text)) = &self.labels {
            return Ok((Some(labels::parse(name, text, classes)?), None));
        }
        let Some(name) = &self.label_set else {
            return Ok((file.labels.clone(), file.label_set.clone()));
        };
        let bad = |reason| Error::BadFile { what: format!("the label set {name}"), reason };
        let set = labels::set(name).ok_or_else(|| {
            bad("there is none of this name; --labels takes a text file with a label a line".into())
        })?;
        match set.labels().len() {
            count if count == classes => Ok((None, Some(name.clone()))),
            count => Err(bad(format!("it has {count} labels for {classes} classes"))),
        }
    }

    fn preprocessing(&self, network: &Network, file: &FileAbout) -> Result<Preprocessing, Error> {
        let usual = match self.caffe {
            true => Preprocessing { side: network.input[0], ..Preprocessing::caffe() },
            false => usual(network),
        };
        let base = file.preprocessing.clone().filter(|_| !self.caffe).unwrap_or(usual);
        let side = self.side.unwrap_or(base.side);
        let share = |side: usize| (side * 256 + 112) / 224; // to the nearest
        let how = Preprocessing {
            resize: self.resize.or(self.side.map(share)).unwrap_or(base.resize),
            side,
            filter: self.filter.unwrap_or(base.filter),
            mean: self.mean.unwrap_or(base.mean),
            std: self.std.unwrap_or(base.std),
        };
        let sizes = how.side == how.crop_side() && (how.side..=4096).contains(&how.resize);
        match sizes && how.is_sane() {
            true => Ok(how),
            false => Err(Error::WrongInput {
                expected:
                    "a side from 1 to 4096, a resize from there to 4096, and deviations above 0"
                        .into(),
                found: format!("{how:?}"),
            }),
        }
    }
}

type Names = (Option<Vec<String>>, Option<String>);

fn json<T: serde::Serialize>(value: Option<&T>) -> Result<Option<String>, Error> {
    let text = value.map(serde_json::to_string).transpose();
    text.map_err(|error| Error::Engine { reason: error.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    fn entry(told: &Told, network: &Network, key: &str) -> Option<String> {
        let entries = told.metadata(network, &FileAbout::default()).unwrap();
        entries.into_iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn how(told: &Told, network: &str) -> Preprocessing {
        let text = entry(told, &find(network).unwrap(), "preprocessing").unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn preprocessing_is_the_usual_unless_told() {
        assert_eq!(how(&Told::default(), "resnet50"), Preprocessing::imagenet());
        let caffe = how(&Told::default(), "caffenet");
        assert_eq!((caffe.side, caffe.resize, caffe.std), (227, 256, [1.0 / 255.0; 3]));
        // Of 0 to 255, blue is darkest.
        assert!((caffe.mean[2] * 255.0 - 104.0).abs() < 0.1 && caffe.mean[0] > caffe.mean[2]);
        let told = Told { caffe: true, filter: Some(Filter::Bicubic), ..Told::default() };
        let told = how(&told, "resnet50_v1");
        assert_eq!((told.mean, told.side, told.filter), (caffe.mean, 224, Filter::Bicubic));
        assert_eq!(how(&Told { side: Some(288), ..Told::default() }, "resnet50").resize, 329);
        let both = Told { side: Some(64), resize: Some(64), ..Told::default() };
        assert_eq!(how(&both, "resnet18").resize, 64);
    }

    #[test]
    fn the_command_line_counts_more_than_the_file() {
        let network = find("resnet18").unwrap().with_classes(200);
        let file = FileAbout {
            licence: Some("CC0".into()),
            accuracy: Some([0.5, 0.7]),
            ..FileAbout::default()
        };
        let told = Told { accuracy: Some([0.6, 0.8]), ..Told::default() };
        let entries = told.metadata(&network, &file).unwrap();
        assert!(entries.contains(&("licence".into(), "CC0".into())));
        assert!(entries.contains(&("accuracy".into(), "[0.6,0.8]".into())));
        assert!(!entries.iter().any(|(key, _)| key == "labels" || key == "source"));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        let network = find("resnet18").unwrap().with_classes(200);
        let set = |name: &str| Told { label_set: Some(name.into()), ..Told::default() };
        assert_eq!(
            entry(&set("tiny-imagenet-200"), &network, "label_set").as_deref(),
            Some("tiny-imagenet-200")
        );
        for (told, word) in [
            (set("imagenet-1k"), "1000 labels for 200"),
            (set("cifar"), "--labels"),
            (Told { labels: Some(("x.txt".into(), "a\nb".into())), ..Told::default() }, "2 lines"),
            (Told { accuracy: Some([76.1, 92.9]), ..Told::default() }, "shares"),
            (Told { accuracy: Some([0.9, 0.8]), ..Told::default() }, "shares"),
            (Told { std: Some([0.0, 1.0, 1.0]), ..Told::default() }, "above 0"),
            (Told { mean: Some([f32::NAN; 3]), ..Told::default() }, "NaN"),
            (Told { resize: Some(100), ..Told::default() }, "resize"),
            (Told { side: Some(0), ..Told::default() }, "side"),
        ] {
            let error = told.metadata(&network, &FileAbout::default()).unwrap_err().to_string();
            assert!(error.contains(word), "{error}");
        }
        let two = Told { labels: Some(("x".into(), "a\n\"b\"\n".into())), ..Told::default() };
        let labels = entry(&two, &network.with_classes(2), "labels");
        assert_eq!(labels.as_deref(), Some(r#"["a","\"b\""]"#));
    }
}
