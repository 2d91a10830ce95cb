//! `weights/manifest.json`, as far as fetching and entering weights goes. The main program has its
//! own strict reading of it; this one keeps everything that it does not know.

use super::Precision;
use crate::error::{Error, Result};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::Path;

/// Published weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    pub id: String,
    pub network: String,
    pub title: String,
    pub url: String,
    /// The SHA-256, or its first eight digits.
    pub sha256: String,
    /// Where it is known.
    pub bytes: Option<u64>,
    pub licence: String,
    /// The page that tells of them, else the file's address.
    pub page: String,
    pub labels: Option<String>,
    pub preprocessing: Option<Value>,
    pub accuracy: Option<Value>,
}

/// The whole file.
pub struct Manifest(Value);

impl Manifest {
    /// Reads it from the folder of weights.
    pub fn read(folder: &Path) -> Result<Manifest> {
        let path = folder.join("manifest.json");
        let text = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let value: Value = serde_json::from_str(&text).map_err(|error| Error::Content {
            file: path.display().to_string(),
            fact: error.to_string(),
        })?;
        match value.is_object() {
            true => Ok(Manifest(value)),
            false => Err(Error::Content {
                file: path.display().to_string(),
                fact: "it is no JSON object".into(),
            }),
        }
    }

    /// Writes it, whole or not at all.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let (path, partial) = (folder.join("manifest.json"), folder.join("manifest.partial"));
        fs::write(&partial, format!("{:#}\n", self.0)).map_err(Error::io("write", &partial))?;
        fs::rename(&partial, &path).map_err(Error::io("write", &path))
    }

    /// The entry with the id `name`, else the first of the network `name`.
    pub fn find(&self, name: &str) -> Result<Source> {
        let sources = self.sources();
        let by = |fits: fn(&Source) -> &str| sources.iter().find(|source| fits(source) == name);
        let found = by(|source| &source.id).or_else(|| by(|source| &source.network));
        found.cloned().ok_or_else(|| {
            let known: Vec<_> = sources.iter().map(|source| source.id.as_str()).collect();
            Error::Usage(format!(
                "There are no published weights of {name}; there are {}.",
                known.join(", ")
            ))
        })
    }

    /// What can be fetched: photographs' entries of other sites, then PyTorch's files.
    fn sources(&self) -> Vec<Source> {
        let list = |name: &str| self.0[name].as_array().into_iter().flatten();
        let photos = list("photos").filter(|entry| entry["url"].is_string()).map(source);
        photos.chain(list("converter").map(source)).flatten().collect()
    }

    /// Puts the converted file among the photographs' entries, in place of an earlier one of its id.
    pub fn enter(
        &mut self,
        source: &Source,
        precision: Precision,
        id: &str,
        bytes: usize,
        sha256: String,
    ) -> Result<()> {
        let mut entry = json!({
            "id": id,
            "network": source.network,
            "title": format!("{}, {}", source.title, precision.name()),
            "file": format!("{id}.safetensors"),
            "bytes": bytes,
            "sha256": sha256,
            "licence": source.licence,
        });
        let mut add = |key: &str, value: Option<Value>| {
            value.into_iter().for_each(|value| entry[key] = value);
        };
        add("labels", source.labels.clone().map(Value::from));
        add("preprocessing", source.preprocessing.clone());
        add("accuracy", source.accuracy.clone().filter(|_| precision.exact()));
        add("source", Some(source.page.clone().into()));
        let command = format!("cargo xtask weights {} --quantize {}", source.id, precision.name());
        let comment = format!("`{command}`, from {} with SHA-256 {}", source.url, source.sha256);
        add("comment", Some(comment.into()));
        let object = self.0.as_object_mut();
        let photos = object.map(|all: &mut Map<_, _>| all.entry("photos").or_insert(json!([])));
        let photos = photos.and_then(Value::as_array_mut).ok_or_else(|| Error::Content {
            file: "weights/manifest.json".into(),
            fact: "its photos are no list".into(),
        })?;
        match photos.iter_mut().find(|other| other["id"] == *id) {
            Some(other) => *other = entry,
            // Before those of other sites: what is here is quicker.
            None => photos.insert(0, entry),
        }
        Ok(())
    }
}

/// `None` where an entry lacks what fetching needs.
fn source(entry: &Value) -> Option<Source> {
    let text = |key: &str| entry[key].as_str().map(str::to_owned);
    let url = text("url")?;
    let network = text("network")?;
    let pytorch = text("sha256_head");
    let stem = url.rsplit('/').next()?.rsplit_once('.')?.0.to_owned();
    Some(Source {
        id: text("id").unwrap_or(stem),
        title: text("title").unwrap_or_else(|| network.clone()),
        network,
        // torchvision's files are all for ImageNet's classes.
        labels: text("labels").or_else(|| pytorch.as_ref().map(|_| "imagenet-1k".into())),
        sha256: text("sha256").or(pytorch)?,
        bytes: entry["bytes"].as_u64(),
        licence: text("licence")?,
        page: text("source").unwrap_or_else(|| url.clone()),
        preprocessing: entry.get("preprocessing").cloned(),
        accuracy: entry.get("accuracy").cloned(),
        url,
    })
}

/// `[0.485, 0.456]` as `0.485,0.456`.
pub fn numbers(value: Option<&Value>) -> Option<String> {
    let all = value?.as_array()?;
    let texts: Vec<_> = all.iter().filter_map(Value::as_f64).map(|n| n.to_string()).collect();
    (texts.len() == all.len()).then(|| texts.join(","))
}
