//! Embedded colour profiles (ICC) to sRGB, and every layout to RGB over white on the way.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Transform8BitExecutor, TransformOptions};

use super::Reason;
use super::colour::{Layout, over_white, rgb_of_cmyk};
use super::decode::room;

/// Pixels converted at a time.
const STRIP: usize = 4096;
/// A profile that changes no value by more than this is sRGB, written by somebody else. Left alone,
/// the picture is what a program without colour management reads.
const SAME: u8 = 2;

/// `[.., 3]` RGB in sRGB over white. In place where a pixel has three values or more.
pub(super) fn to_rgb(
    mut samples: Vec<u8>,
    layout: Layout,
    profile: Option<&[u8]>,
) -> Result<Vec<u8>, Reason> {
    let conversion = profile.and_then(|profile| Conversion::new(profile, layout));
    if layout == Layout::Rgb && conversion.is_none() {
        return Ok(samples);
    }
    let channels = layout.channels();
    let count = samples.len() / channels;
    let mut strip = Vec::with_capacity(STRIP * 3);
    let mut converter = Converter { layout, conversion, colours: Vec::new() };
    if channels < 3 {
        let mut grown = Vec::new();
        room(&mut grown, count * 3)?;
        for part in samples.chunks(STRIP * channels) {
            converter.convert(part, &mut strip);
            grown.extend_from_slice(&strip);
        }
        return Ok(grown);
    }
    for start in (0..count).step_by(STRIP) {
        let end = count.min(start + STRIP);
        converter.convert(&samples[start * channels..end * channels], &mut strip);
        // Never ahead of what is still to be read.
        samples[start * 3..end * 3].copy_from_slice(&strip);
    }
    samples.truncate(count * 3);
    samples.shrink_to_fit();
    Ok(samples)
}

/// A profile's way to sRGB.
struct Conversion {
    executor: Arc<Transform8BitExecutor>,
    /// Values per pixel that it takes: 1, 3 or 4.
    takes: usize,
}

impl Conversion {
    /// None if the profile cannot be read, is of other colours than the picture, or is sRGB.
    fn new(profile: &[u8], layout: Layout) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(profile).ok()?;
        let grey = matches!(layout, Layout::Grey | Layout::GreyAlpha);
        let (source, takes) = match profile.color_space {
            DataColorSpace::Gray if grey => (moxcms::Layout::Gray, 1),
            DataColorSpace::Rgb if layout != Layout::Cmyk => (moxcms::Layout::Rgb, 3),
            // moxcms has no layout of its own for four inks.
            DataColorSpace::Cmyk if layout == Layout::Cmyk => (moxcms::Layout::Rgba, 4),
            _ => return None,
        };
        let executor = profile
            .create_transform_8bit(
                source,
                &ColorProfile::new_srgb(),
                moxcms::Layout::Rgb,
                TransformOptions::default(),
            )
            .ok()?;
        let this = Self { executor, takes };
        let same = match takes {
            1 => this.keeps((0..=255).map(|v| [v]), |[v]| [v; 3]),
            3 => this.keeps(lattice(), |rgb| rgb),
            _ => false,
        };
        (!same).then_some(this)
    }

    fn keeps<const N: usize>(
        &self,
        colours: impl Iterator<Item = [u8; N]>,
        rgb: impl Fn([u8; N]) -> [u8; 3],
    ) -> bool {
        let colours: Vec<[u8; N]> = colours.collect();
        let mut converted = vec![0; colours.len() * 3];
        self.executor.transform(colours.as_flattened(), &mut converted).is_ok()
            && colours.iter().zip(converted.chunks_exact(3)).all(|(&colour, converted)| {
                rgb(colour).iter().zip(converted).all(|(a, b)| a.abs_diff(*b) <= SAME)
            })
    }
}

/// Colours all over the cube.
fn lattice() -> impl Iterator<Item = [u8; 3]> {
    (0..9u32.pow(3)).map(|i| [i / 81, i / 9 % 9, i % 9].map(|step| (step * 255 / 8) as u8))
}

/// Converts strips.
struct Converter {
    layout: Layout,
    conversion: Option<Conversion>,
    /// A strip's colours as the profile takes them.
    colours: Vec<u8>,
}

impl Converter {
    /// RGB of the pixels in `part` into `rgb`.
    fn convert(&mut self, part: &[u8], rgb: &mut Vec<u8>) {
        let channels = self.layout.channels();
        let count = part.len() / channels;
        let pixels = part.chunks_exact(channels);
        rgb.clear();
        let takes = self.conversion.as_ref().map_or(3, |conversion| conversion.takes);
        self.colours.clear();
        for pixel in pixels.clone() {
            match (self.layout, takes) {
                (Layout::Grey | Layout::GreyAlpha, 1) => self.colours.push(pixel[0]),
                (Layout::Grey | Layout::GreyAlpha, _) => self.colours.extend([pixel[0]; 3]),
                (Layout::Cmyk, 4) => self.colours.extend_from_slice(pixel),
                (Layout::Cmyk, _) => {
                    self.colours.extend(rgb_of_cmyk([pixel[0], pixel[1], pixel[2], pixel[3]]));
                }
                (Layout::Rgb | Layout::Rgba, _) => self.colours.extend_from_slice(&pixel[..3]),
            }
        }
        if let Some(Conversion { executor, .. }) = &self.conversion {
            rgb.resize(count * 3, 0);
            // The lengths fit, which is all that can be wrong; if not, the strip is black.
            let _ = executor.transform(&self.colours, rgb);
        } else {
            rgb.extend_from_slice(&self.colours);
        }
        if self.layout.has_alpha() {
            for (rgb, pixel) in rgb.chunks_exact_mut(3).zip(pixels) {
                let alpha = pixel[channels - 1];
                rgb.iter_mut().for_each(|value| *value = over_white(*value, alpha));
            }
        }
    }
}
