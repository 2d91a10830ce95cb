//! The bundled sample digits, from the MNIST test set.

use super::script::idx;

/// Side of a picture in pixels.
pub const SIDE: usize = 28;

/// A picture of the test set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What was written.
    pub digit: u8,
    /// `[28, 28]` grey values, ink 255.
    pub picture: &'static [u8],
}

/// The bundled pictures; none if their files are damaged.
pub fn all() -> Vec<Sample> {
    let pictures = idx::read("samples.idx", include_bytes!("../../www/samples.idx"), 3);
    let labels = idx::read("samples-labels.idx", include_bytes!("../../www/samples-labels.idx"), 1);
    match (pictures, labels) {
        (Ok(pictures), Ok(labels)) if pictures.shape[1..] == [SIDE, SIDE] => {
            let pictures = pictures.values.chunks_exact(SIDE * SIDE);
            let samples = pictures.zip(labels.values);
            samples.map(|(picture, &digit)| Sample { digit, picture }).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_is_there_with_ink_and_paper() {
        let samples = all();
        assert!((0..10).all(|digit| samples.iter().any(|sample| sample.digit == digit)));
        for Sample { picture, .. } in samples {
            let ink: usize = picture.iter().map(|grey| usize::from(*grey)).sum();
            assert!((784..784 * 128).contains(&ink));
        }
    }
}
