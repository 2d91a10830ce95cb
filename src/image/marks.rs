//! Whether a canvas gives back what is drawn on it. Browsers that protect their visitors from fingerprinting give
//! white or noise instead, and do not say so.

/// Columns and rows of [`marks`].
pub const SIDE: u32 = 8;
/// What is off by this, of 255 and on average, is another picture. Some browsers only add a little noise.
const OFF: usize = 16;

/// Pixels to draw on a canvas, RGBA: of many colours, and opaque, so that every canvas keeps them.
pub fn marks() -> Vec<u8> {
    let value = |at: usize| if at % 4 == 3 { 255 } else { (at * 89 % 256) as u8 };
    (0..4 * (SIDE * SIDE) as usize).map(value).collect()
}

/// Whether that, read back from the canvas, is not what was drawn.
pub fn are_hidden(read: &[u8]) -> bool {
    let marks = marks();
    let off = marks.iter().zip(read).map(|(drawn, read)| usize::from(drawn.abs_diff(*read)));
    read.len() != marks.len() || off.sum::<usize>() > OFF * marks.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_and_noise_are_not_what_was_drawn() {
        let marks = marks();
        assert!(!are_hidden(&marks));
        let nearly: Vec<u8> = marks.iter().map(|value| value ^ 3).collect();
        assert!(!are_hidden(&nearly), "little noise changes no answer");
        let noise: Vec<u8> = (0..marks.len()).map(|at| (at * at * 31 % 251) as u8).collect();
        for other in [vec![255; marks.len()], vec![0; marks.len()], noise, Vec::new()] {
            assert!(are_hidden(&other), "{other:?}");
        }
    }
}
