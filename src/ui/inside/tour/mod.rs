//! A guided tour of ten steps through the three networks, over both pages. It is a panel among the
//! others: everything stays usable, and can be left at any time.

mod begin;
mod panel;
mod phone;
mod steps;

pub use begin::{Tour, TourButton};
pub use phone::{TOUR, WayBack};
pub use steps::STEPS;
