//! The tools there are.

/// A tool's name; each is a part of the page of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// The maps, kernels and arithmetic of one row.
    Layer,
    /// Which part of the input speaks for a class.
    Why,
    /// Skip connections cut, channels silenced.
    Change,
    /// The ideas of the papers, on and off.
    Ideas,
    /// Does this device compute rightly.
    Check,
}

impl Room {
    /// All, in their order on the page.
    pub const ALL: [Self; 5] = [Self::Layer, Self::Why, Self::Change, Self::Ideas, Self::Check];

    /// In addresses and tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Layer => "layer",
            Self::Why => "why",
            Self::Change => "change",
            Self::Ideas => "ideas",
            Self::Check => "check",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Layer => "What a layer saw",
            Self::Why => "Why this answer",
            Self::Change => "Take parts away",
            Self::Ideas => "The papers\u{2019} ideas",
            Self::Check => "Self-check",
        }
    }

    /// The one of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|room| room.name() == name)
    }
}
