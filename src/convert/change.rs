//! What fewer bits do to a network's answers: its logits against those in single precision.

use crate::classify::top;
use crate::device::read;
use crate::error::Error;
use crate::image::{Crop, Picture};
use crate::photo::Photographer;

/// Start of the random numbers of [`smooth_pictures`].
pub const SEED: u64 = 2012;
/// How many [`smooth_pictures`] there are.
pub const SMOOTH: usize = 16;
/// Pictures that run at once: ResNet-152 needs some 50 MB each.
const BATCH: usize = 4;

/// How far logits moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// How many pictures were looked at.
    pub pictures: usize,
    /// Standard deviation of all logits in single precision.
    pub deviation: f32,
    /// The largest change of a logit.
    pub maximum: f32,
    /// Root of the mean squared change.
    pub rms: f32,
    /// How many pictures keep their likeliest class.
    pub agree: usize,
}

impl Change {
    /// The change from `exact` to `coarse`: logits of the same pictures, `classes` for each.
    pub fn between(exact: &[f32], coarse: &[f32], classes: usize) -> Self {
        let count = exact.len().max(1) as f64;
        let mean = exact.iter().map(|x| f64::from(*x)).sum::<f64>() / count;
        let spread = exact.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / count;
        let moved = || exact.iter().zip(coarse).map(|(a, b)| f64::from(*a) - f64::from(*b));
        let square = moved().map(|d| d * d).sum::<f64>() / count;
        let pairs = exact.chunks(classes.max(1)).zip(coarse.chunks(classes.max(1)));
        Self {
            pictures: exact.len() / classes.max(1),
            deviation: spread.sqrt() as f32,
            maximum: moved().fold(0.0, |most, d| d.abs().max(most)) as f32,
            rms: square.sqrt() as f32,
            agree: pairs.filter(|(a, b)| top(a) == top(b)).count(),
        }
    }
}

/// The logits of `pictures`, each as the page shows it first: one row of classes after another.
///
/// # Errors
///
/// [`Error::DeviceLost`] if the device does not answer, [`Error::BadWeights`] if a logit is not
/// finite.
pub async fn logits(photographer: &Photographer, pictures: &[Picture]) -> Result<Vec<f32>, Error> {
    let model = photographer.model();
    let mut all = Vec::with_capacity(pictures.len() * model.network().classes());
    for some in pictures.chunks(BATCH) {
        let one = |picture| photographer.input(picture, Crop::default());
        let logits = model.logits(some.iter().flat_map(one).collect())?;
        all.extend(read(logits).await?);
    }
    match all.iter().all(|logit| logit.is_finite()) {
        true => Ok(all),
        false => Err(Error::BadWeights { reason: "they give logits that are not finite".into() }),
    }
}

/// Made-up pictures for those who have none at hand: random colours on a coarse grid and smooth
/// between them, always the same. Photographs tell more: trained networks are surer of them.
///
/// # Errors
///
/// None in practice; those of [`Picture::from_rgba`].
pub fn smooth_pictures() -> Result<Vec<Picture>, Error> {
    const SIDE: usize = 256;
    const GRID: usize = 8;
    let mut random = fastrand::Rng::with_seed(SEED);
    let picture = |_| {
        let grid: Vec<[f32; 3]> =
            (0..GRID * GRID).map(|_| [(); 3].map(|()| random.f32() * 255.0)).collect();
        let place = |at: usize| {
            let place = at as f32 * (GRID - 1) as f32 / (SIDE - 1) as f32;
            let low = (place as usize).min(GRID - 2);
            (low, place - low as f32)
        };
        let mut rgba = Vec::with_capacity(SIDE * SIDE * 4);
        for pixel in 0..SIDE * SIDE {
            let ((y, down), (x, right)) = (place(pixel / SIDE), place(pixel % SIDE));
            let mix = |row: usize, channel: usize| {
                let [left, next] = [x, x + 1].map(|column| grid[row * GRID + column][channel]);
                left + (next - left) * right
            };
            for channel in 0..3 {
                let (above, below) = (mix(y, channel), mix(y + 1, channel));
                rgba.push((above + (below - above) * down).round() as u8);
            }
            rgba.push(255);
        }
        Picture::from_rgba(SIDE, SIDE, &rgba)
    };
    (0..SMOOTH).map(picture).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_measured() {
        let exact = [0.0, 2.0, 4.0, 2.0, 0.0, 4.0];
        let coarse = [0.0, 2.0, 3.0, 2.0, 4.5, 4.0];
        let change = Change::between(&exact, &coarse, 3);
        assert_eq!((change.pictures, change.agree, change.maximum), (2, 1, 4.5));
        // Mean 2, squares 4 + 0 + 4 + 0 + 4 + 4; changes 1 and 4.5.
        assert!((change.deviation - (16.0_f32 / 6.0).sqrt()).abs() < 1e-6);
        assert!((change.rms - (21.25_f32 / 6.0).sqrt()).abs() < 1e-6);
        assert_eq!(Change::between(&exact, &exact, 3).agree, 2);
    }

    #[test]
    fn made_up_pictures_are_smooth_and_always_the_same() {
        let pictures = smooth_pictures().unwrap();
        assert_eq!(pictures.len(), SMOOTH);
        assert!(
            pictures.iter().zip(smooth_pictures().unwrap()).all(|(a, b)| a.pixels() == b.pixels())
        );
        assert_ne!(pictures[0].pixels(), pictures[1].pixels());
        // Neighbours on a grid of 8 over 256 pixels differ by 255 / 36 at most.
        let channels = pictures[0].pixels().len() / (256 * 256);
        let row = &pictures[0].pixels()[..256 * channels];
        let steps = row.iter().zip(&row[channels..]).map(|(a, b)| a.abs_diff(*b));
        assert!(steps.max().unwrap() <= 8);
    }
}
