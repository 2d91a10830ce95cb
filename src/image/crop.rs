//! What a network wants of a picture, and which part of it: geometry only.

use serde::{Deserialize, Serialize};

/// How far one can zoom in: at 16, a crop of 224 shows 14 of the pixels that 256 became.
const MOST_ZOOM: f32 = 16.0;
/// The largest side and shorter side; beyond every published network's.
const MOST_SIDE: usize = 4096;

/// The weighting of neighbouring pixels, widened when reducing (antialiased), as Pillow's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filter {
    /// Pillow's `BILINEAR`: a triangle.
    #[default]
    Bilinear,
    /// Pillow's `BICUBIC`: Keys' cubic with a = -0.5.
    Bicubic,
}

/// How a picture becomes a network's input.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Preprocessing {
    /// The picture's shorter side becomes this, 1 to 4096; values outside are brought into it.
    pub resize: usize,
    /// Side of the square cut out of that, 1 to 4096; values outside are brought into it.
    pub side: usize,
    /// How it is resampled.
    pub filter: Filter,
    /// Subtracted from red, green and blue, in units of 0 to 1.
    pub mean: [f32; 3],
    /// What they are divided by then, in units of 0 to 1; not zero.
    pub std: [f32; 3],
}

impl Preprocessing {
    /// The usual one for ImageNet: 256, 224, bilinear, the training set's mean and deviation
    /// (torchvision `transforms/_presets.py`, `ImageClassification`).
    pub const fn imagenet() -> Self {
        Self {
            resize: 256,
            side: 224,
            filter: Filter::Bilinear,
            mean: [0.485, 0.456, 0.406],
            std: [0.229, 0.224, 0.225],
        }
    }

    /// Whether numbers of about unit size come of it: files say what they like.
    pub fn is_sane(&self) -> bool {
        const MOST: f32 = 1e6;
        let means = self.mean.iter().all(|mean| mean.abs() <= MOST);
        means && self.std.iter().all(|std| (1.0 / MOST..=MOST).contains(std))
    }

    /// `side` within its range: the side of what [`super::crop()`] returns.
    pub fn crop_side(&self) -> usize {
        self.side.clamp(1, MOST_SIDE)
    }

    /// Where a crop of a picture of `[width, height]` pixels lies.
    ///
    /// Every crop is torchvision's `Resize` followed by a cut at whole pixels. At zoom 1 that is
    /// the reference; at others `Resize` has another size.
    pub fn place(&self, size: [usize; 2], crop: Crop) -> Placement {
        let crop = crop.sane(self);
        let [width, height] = size.map(|side| (side as u64).max(1));
        let shorter = width.min(height);
        // Exact at zoom 1. f64 holds the product of a clamped size and zoom.
        let resize = self.resize.clamp(1, MOST_SIDE) as f64;
        let target = (resize * f64::from(crop.zoom)).round().max(1.0) as u64;
        // `int(size * long / short)`: the quotient never rounds up to a whole number.
        let resized = [width, height].map(|side| (target.saturating_mul(side) / shorter).max(1));
        let side = self.crop_side() as u64;
        let offset = |at: f32, length: u64| {
            if length <= side {
                // `CenterCrop` pads with zeros, the odd pixel on the far side.
                return -(((side - length) / 2) as i64);
            }
            // For the middle this is `int(round((length - side) / 2.0))`, half to even.
            let start = f64::from(at) * length as f64 - side as f64 / 2.0;
            start.round_ties_even().clamp(0.0, (length - side) as f64) as i64
        };
        Placement {
            resized,
            offset: [offset(crop.x, resized[0]), offset(crop.y, resized[1])],
            side: side as usize,
        }
    }
}

impl Preprocessing {
    /// Caffe's, for weights whose first convolution takes red first: `ilsvrc_2012_mean`, a mean a
    /// channel of numbers from 0 to 255.
    pub const fn caffe() -> Self {
        let mean = [122.678_91 / 255.0, 116.668_77 / 255.0, 104.006_99 / 255.0];
        Self { mean, std: [1.0 / 255.0; 3], ..Self::imagenet() }
    }
}

impl Default for Preprocessing {
    fn default() -> Self {
        Self::imagenet()
    }
}

/// Which part of a picture is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Crop {
    /// The crop's centre, 0 (left) to 1 (right) of the picture.
    pub x: f32,
    /// The crop's centre, 0 (top) to 1 (bottom) of the picture.
    pub y: f32,
    /// 1 is the reference; 2 shows half as much each way. From `side / resize`, where the crop is
    /// as large as the picture's shorter side, to 16.
    pub zoom: f32,
}

impl Default for Crop {
    /// The reference: the middle, zoom 1.
    fn default() -> Self {
        Self { x: 0.5, y: 0.5, zoom: 1.0 }
    }
}

impl Crop {
    /// The nearest crop that lies inside a picture of `[width, height]` pixels. Along a side that
    /// is shorter than the crop it is in the middle. What is no number becomes the default's.
    pub fn clamped(self, size: [usize; 2], how: &Preprocessing) -> Self {
        let sane = self.sane(how);
        let placement = how.place(size, sane);
        let side = placement.side as f64;
        let within = |at: f32, length: u64| {
            let half = (side / 2.0 / length as f64).min(0.5) as f32;
            at.clamp(half, 1.0 - half)
        };
        let [width, height] = placement.resized;
        Self { x: within(sane.x, width), y: within(sane.y, height), zoom: sane.zoom }
    }

    /// The rectangle of the picture of `[width, height]` pixels that the network sees, clamped:
    /// left, top, width, height in fractions of the picture, 0 to 1. Where the reference pads,
    /// only the picture's part counts.
    pub fn covers(self, size: [usize; 2], how: &Preprocessing) -> [f32; 4] {
        let placement = how.place(size, self);
        let [[left, width], [top, height]] = [0, 1].map(|axis| {
            let (from, to) = placement.visible(axis);
            let length = placement.resized[axis] as f64;
            [(from as f64 / length) as f32, ((to - from) as f64 / length) as f32]
        });
        [left, top, width, height]
    }

    /// Numbers within their ranges. The zoom never goes below what fills the crop, or below 1 where
    /// the reference itself pads.
    fn sane(self, how: &Preprocessing) -> Self {
        let number = |value: f32, or: f32| if value.is_nan() { or } else { value };
        let resize = how.resize.clamp(1, MOST_SIDE) as f32;
        let least = (how.crop_side() as f32 / resize).min(1.0);
        Self {
            x: number(self.x, 0.5).clamp(0.0, 1.0),
            y: number(self.y, 0.5).clamp(0.0, 1.0),
            zoom: number(self.zoom, 1.0).clamp(least, MOST_ZOOM),
        }
    }
}

/// A crop in pixels of the resized picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placement {
    /// Width and height the picture is resized to (only the crop of it is ever computed).
    pub resized: [u64; 2],
    /// Left and top of the crop in it. Negative where the crop is larger: there are zeros.
    pub offset: [i64; 2],
    /// Side of the crop.
    pub side: usize,
}

impl Placement {
    /// First and last (exclusive) pixel of the resized picture within the crop, along x (0) or
    /// y (1).
    pub(super) fn visible(&self, axis: usize) -> (u64, u64) {
        let from = self.offset[axis].max(0) as u64;
        (from, self.resized[axis].min(from + self.side as u64))
    }
}
