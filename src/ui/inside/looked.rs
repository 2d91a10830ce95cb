//! What is looked into: a network, and the picture that it looks at.

use crate::{
    arch::{Network, Summary},
    protocol::look::Which,
    ui::{preview::Preview, ramp, words},
};
use std::sync::Arc;

/// A network that is loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// Which of those that are loaded.
    pub which: Which,
    /// Counts the weights that have been in its place: others give other answers under the same name.
    pub serial: u32,
    /// What it is called.
    pub title: String,
    /// Its table, for its own side and number of classes.
    pub network: Arc<Network>,
    /// What each row gives and costs.
    pub rows: Arc<[Summary]>,
    /// The names of its classes.
    pub labels: Arc<[String]>,
}

impl Looked {
    /// A network with the names of its classes.
    pub fn new(which: Which, title: String, network: Network, labels: Arc<[String]>) -> Self {
        let rows = network.summary().into();
        Self { which, serial: 0, title, network: Arc::new(network), rows, labels }
    }

    /// Its colour's name in the style sheet.
    pub fn net(&self) -> &'static str {
        ramp::net(self.network.family)
    }

    /// The first name of a class.
    pub fn label(&self, class: u32) -> String {
        match self.labels.get(class as usize) {
            Some(label) => words::first_label(label),
            None => format!("class {class}"),
        }
    }

    /// Side of its input, pixels.
    pub fn side(&self) -> usize {
        self.network.input[0]
    }

    /// The name of a row by its index; empty where there is none.
    pub fn name(&self, row: usize) -> &str {
        self.rows.get(row).map_or("", |row| &row.name)
    }

    /// The index of a row by its name.
    pub fn row(&self, name: &str) -> Option<usize> {
        self.network.rows.iter().position(|row| row.name == name)
    }
}

/// The picture that a network looks at, to be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The picture.
    pub preview: Arc<Preview>,
    /// The part of it that the network sees: left, top, width, height in shares.
    pub part: [f32; 4],
}
