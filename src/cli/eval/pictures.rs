//! Pictures whose class is known.

use std::fs;
use std::path::{Path, PathBuf};
use triptych::Error;
use triptych::image::{Picture, decode};

/// A picture file and its class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    pub path: PathBuf,
    pub class: usize,
}

impl Labelled {
    /// Reads the picture.
    pub fn decode(&self) -> Result<Picture, Error> {
        decode(&self.path.display().to_string(), &super::super::read(&self.path)?)
    }
}

/// The pictures in `folder`, or in `val` in it. Either there is a folder a class, which are in the
/// order of their names (WordNet ids, for ImageNet and its relatives), or the files' names say the
/// label: `n02123045_tabby.jpg`, `king penguin.jpg`.
///
/// # Errors
///
/// [`Error::Unreadable`], and [`Error::BadFile`] for folders that are not as many as the labels, a
/// file whose name is no label or may be either of two, or no pictures at all.
pub fn find(folder: &Path, labels: &[String]) -> Result<Vec<Labelled>, Error> {
    let inner = folder.join("val");
    let folder = if inner.is_dir() { &inner } else { folder };
    let bad = |reason: String| Error::BadFile { what: folder.display().to_string(), reason };
    let (folders, files): (Vec<_>, Vec<_>) =
        entries(folder)?.into_iter().partition(|path| path.is_dir());
    let mut found = Vec::new();
    if folders.is_empty() {
        for path in files.into_iter().filter(|path| is_picture(path)) {
            let class = class_of(&path, labels).map_err(bad)?;
            found.push(Labelled { path, class });
        }
    } else if folders.len() == labels.len() {
        for (class, folder) in folders.iter().enumerate() {
            let pictures = entries(folder)?.into_iter().filter(|path| is_picture(path));
            found.extend(pictures.map(|path| Labelled { path, class }));
        }
    } else {
        let (there, wanted) = (folders.len(), labels.len());
        return Err(bad(format!("it has {there} folders, and these weights {wanted} classes")));
    }
    if found.is_empty() {
        return Err(bad("it has no pictures".into()));
    }
    Ok(found)
}

/// `most` of all, evenly spread, so that each class has its share.
pub fn spread(all: Vec<Labelled>, most: Option<usize>) -> Vec<Labelled> {
    match most {
        Some(most) if most < all.len() => {
            (0..most).map(|index| all[index * all.len() / most].clone()).collect()
        }
        _ => all,
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = Error::unreadable(folder);
    let paths = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()
    });
    let mut paths = paths.map_err(unreadable)?;
    // What is hidden is none of them: macOS puts "._x.jpg" beside x.jpg where it copies to other file systems.
    paths.retain(|path| {
        path.file_name().is_none_or(|name| !name.as_encoded_bytes().starts_with(b"."))
    });
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|e| ["jpg", "jpeg", "png", "webp", "gif", "bmp"].contains(&e.as_str()))
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The class that the file's name says, without the WordNet id before it: the label as it is written,
/// else in capitals or not. Of ImageNet's a "Cardigan" is a dog, and a "cardigan" a garment.
fn class_of(path: &Path, labels: &[String]) -> Result<usize, String> {
    let file = name(path);
    let is_id = |word: &str| {
        let digits = word.strip_prefix('n').unwrap_or_default();
        digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let name = match file.split_once('_') {
        Some((id, rest)) if is_id(id) => rest,
        _ => &file,
    };
    let spaced = |text: &str| text.replace('_', " ");
    let lower = |text: &str| spaced(text).to_lowercase();
    let fitting = |plain: &dyn Fn(&str) -> String| -> Vec<usize> {
        let name = plain(name);
        (0..labels.len()).filter(|&class| plain(&labels[class]) == name).collect()
    };
    let exact = fitting(&spaced);
    match *if exact.is_empty() { fitting(&lower) } else { exact } {
        [class] => Ok(class),
        [] => Err(format!("the name of {file} is no label of these weights")),
        [one, other, ..] => Err(format!(
            "the name of {file} may be {} (class {one}) or {} (class {other})",
            labels[one], labels[other]
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[&str]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("triptych-{name}-{}", std::process::id()));
        for file in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"").unwrap();
        }
        root
    }

    fn look(root: &Path, labels: &[&str]) -> Result<Vec<(String, usize)>, Error> {
        let labels: Vec<_> = labels.iter().map(|label| label.to_string()).collect();
        let found = find(root, &labels);
        fs::remove_dir_all(root).unwrap();
        Ok(found?.iter().map(|one| (name(&one.path), one.class)).collect())
    }

    #[test]
    fn folders_are_classes_in_the_order_of_their_names() {
        let hidden = ["val/n1/._b.png", "val/.cache/c.png"];
        let shown = ["val/n2/a.JPEG", "val/n1/b.png", "val/n1/notes.txt"];
        let root = folder("folders", &[shown.as_slice(), &hidden].concat());
        assert_eq!(look(&root, &["x", "y"]).unwrap(), [("b".into(), 0), ("a".into(), 1)]);
        let root = folder("too-many", &["n2/a.JPEG", "n1/b.png"]);
        let error = look(&root, &["x"]).unwrap_err().to_string();
        assert!(error.contains("2 folders") && error.contains("1 classes"), "{error}");
    }

    #[test]
    fn names_say_labels() {
        let root = folder(
            "names",
            &["n02123045_tabby.JPEG", "King_Penguin.jpg", "README.md", "n1_not an id.png"],
        );
        let labels = ["tabby", "king penguin", "n1 not an id"];
        let found = look(&root, &labels).unwrap();
        assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), [1, 0, 2]);
        let root = folder("stranger", &["n02123045_cat.JPEG"]);
        assert!(look(&root, &labels).unwrap_err().to_string().contains("n02123045_cat"));
        // Each of its own; either where the capitals are of neither.
        let root = folder("alike", &["n02113186_Cardigan.jpg", "n02963159_cardigan.jpg"]);
        let labels = ["cardigan", "Cardigan"];
        let found = look(&root, &labels).unwrap();
        assert_eq!(found.iter().map(|one| one.1).collect::<Vec<_>>(), [1, 0]);
        let root = folder("either", &["CARDIGAN.jpg"]);
        let error = look(&root, &labels).unwrap_err().to_string();
        assert!(error.contains("cardigan (class 0) or Cardigan (class 1)"), "{error}");
        let root = folder("none", &["README.md"]);
        assert!(look(&root, &labels).is_err());
    }

    #[test]
    fn a_part_is_spread_over_all() {
        let all: Vec<_> = (0..10).map(|class| Labelled { path: PathBuf::new(), class }).collect();
        let classes =
            |most| spread(all.clone(), most).iter().map(|one| one.class).collect::<Vec<_>>();
        assert_eq!(classes(Some(4)), [0, 2, 5, 7]);
        assert_eq!((classes(None).len(), classes(Some(99)).len()), (10, 10));
    }
}
