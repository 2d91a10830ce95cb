//! A package that the page is made of.

use serde_json::Value;
use std::fmt;

/// A package as cargo tells of it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Package {
    pub name: String,
    pub version: String,
    pub licence: String,
    /// Without their addresses.
    pub authors: String,
    pub repository: String,
}

impl Package {
    /// From an entry of `cargo metadata`.
    pub fn read(one: &Value) -> Package {
        let word = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
        let authors = one["authors"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let authors: Vec<_> =
            authors.map(|author| author.split(" <").next().unwrap_or(author)).collect();
        Package {
            name: word("name"),
            version: word("version"),
            licence: word("license"),
            authors: authors.join(", "),
            repository: word("repository"),
        }
    }

    /// Whether its licence lets it be used under MIT.
    pub fn is_under_mit(&self) -> bool {
        self.licence.split([' ', '/', '(', ')']).any(|word| word == "MIT")
    }

    /// Whom a copyright is said to be of, where no text of the package says it.
    pub fn holders(&self) -> String {
        match self.authors.as_str() {
            "" => format!("the authors of {}", self.name),
            authors => authors.to_owned(),
        }
    }
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Package { name, version, licence, authors, repository } = self;
        let licence = if licence.is_empty() { "see its text" } else { licence };
        write!(f, "  {name} {version}: {licence}")?;
        [authors, repository]
            .into_iter()
            .filter(|part| !part.is_empty())
            .try_for_each(|part| write!(f, "; {part}"))
    }
}
