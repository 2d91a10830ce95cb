//! The bundled sample digits, from the MNIST test set.

use super::script::idx;

/// Side of a picture in pixels.
pub const SIDE: usize = 28;

/// The pictures, `[28, 28]` grey values each, ink 255. None if the bundled file is damaged.
pub fn pictures() -> Vec<&'static [u8]> {
    let file = include_bytes!("../../www/samples.idx");
    match idx::read("samples.idx", file, 3) {
        Ok(samples) if samples.shape[1..] == [SIDE, SIDE] => samples.values.chunks_exact(SIDE * SIDE).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_pictures_with_ink_and_paper() {
        let pictures = pictures();
        assert!(pictures.len() >= 10);
        for picture in pictures {
            let ink: usize = picture.iter().map(|grey| usize::from(*grey)).sum();
            assert!((784..784 * 128).contains(&ink));
        }
    }
}
