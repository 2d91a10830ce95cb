//! Grey, palette, CMYK and transparent pixels to RGB over white.

/// What the values of a pixel mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg(feature = "engine")]
pub(super) enum Layout {
    Grey,
    GreyAlpha,
    Rgb,
    Rgba,
    /// 255 is full ink.
    Cmyk,
}

#[cfg(feature = "engine")]
impl Layout {
    /// Values per pixel.
    pub(super) fn channels(self) -> usize {
        match self {
            Self::Grey => 1,
            Self::GreyAlpha => 2,
            Self::Rgb => 3,
            Self::Rgba | Self::Cmyk => 4,
        }
    }

    /// Whether the last value is alpha.
    pub(super) fn has_alpha(self) -> bool {
        matches!(self, Self::GreyAlpha | Self::Rgba)
    }
}

/// A value with this alpha on white.
pub(super) fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

/// `[.., 4]` RGBA to `[.., 3]` RGB over white.
pub(super) fn rgb_of_rgba(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4).flat_map(|p| [0, 1, 2].map(|i| over_white(p[i], p[3]))).collect()
}

/// The colour of ink on white without a profile: Pillow's `cmyk2rgb`
/// (`src/libImaging/Convert.c`).
#[cfg(feature = "engine")]
pub(super) fn rgb_of_cmyk([c, m, y, k]: [u8; 4]) -> [u8; 3] {
    let light = u32::from(255 - k);
    [c, m, y].map(|ink| {
        // `MULDIV255`: a product divided by 255, rounded.
        let product = u32::from(ink) * light + 128;
        let taken = ((product >> 8) + product) >> 8;
        light.saturating_sub(taken) as u8
    })
}
