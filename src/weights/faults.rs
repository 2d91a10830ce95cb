//! What may be wrong with the numbers of a tensor.

use crate::error::Error;

/// No weight may be infinite, or no number.
pub(super) const NOT_FINITE: &str = "numbers that are not finite";
/// An int8 of -128, or a scale that is not finite.
pub(super) const NOT_ENCODED: &str = "numbers that the encoding does not have";

/// Tensor `name` holds `what`.
pub(super) fn holds(name: &str, what: &str) -> Error {
    Error::BadWeights { reason: format!("{name} holds {what}") }
}
