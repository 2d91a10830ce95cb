//! What can be taken along: the state of the view in the page's address, a picture, the figures.

mod address;
mod caption;
mod data;
mod edits;
mod painter;
mod panel;
mod picture;
mod view;

pub use address::keep_address;
pub use panel::Share;
pub use view::View;
