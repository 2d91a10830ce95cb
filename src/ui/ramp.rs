//! The colours of feature maps: black, the network's colour, white, in equal steps of lightness.

use crate::arch::Family;

/// The networks' colours on black, with their names in the style sheet: ochre, teal, indigo.
const COLOURS: [(Family, &str, [f32; 3]); 3] = [
    (Family::LeNet5, "lenet", [224.0, 154.0, 47.0]),
    (Family::AlexNet, "alexnet", [38.0, 166.0, 154.0]),
    (Family::ResNet, "resnet", [124.0, 116.0, 240.0]),
];

/// The name of a family in the style sheet and in addresses.
pub fn net(family: Family) -> &'static str {
    let found = COLOURS.iter().find(|(of, ..)| *of == family);
    found.map_or(COLOURS[0].1, |(_, name, _)| name)
}

/// The colour of a network by its name in the style sheet.
fn colour(net: &str) -> [f32; 3] {
    let found = COLOURS.iter().find(|(_, name, _)| *name == net);
    found.map_or(COLOURS[0].2, |(.., colour)| *colour)
}

/// 256 colours from black through the colour of a network (`lenet`, `alexnet`, `resnet`) to white.
/// Lightness (of Oklab) rises evenly, so that a step of the value looks the same everywhere; the
/// colour comes and goes.
pub fn ramp(net: &str) -> Vec<[u8; 3]> {
    let colour = oklab(colour(net).map(|c| linear(c / 255.0)));
    (0..256)
        .map(|i| {
            let lightness = i as f32 / 255.0;
            let share = if lightness < colour[0] {
                lightness / colour[0]
            } else {
                (1.0 - lightness) / (1.0 - colour[0])
            };
            rgb([lightness, share * colour[1], share * colour[2]])
                .map(|c| (255.0 * encoded(c)).round() as u8)
        })
        .collect()
}

/// 256 greys, for the network's input.
pub fn greys() -> Vec<[u8; 3]> {
    (0..=255).map(|grey| [grey; 3]).collect()
}

fn linear(c: f32) -> f32 {
    if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
}

fn encoded(c: f32) -> f32 {
    let c = c.clamp(0.0, 1.0);
    if c <= 0.003_130_8 { 12.92 * c } else { 1.055 * c.powf(1.0 / 2.4) - 0.055 }
}

/// Linear RGB to Oklab (B. Ottosson, 2020).
fn oklab([r, g, b]: [f32; 3]) -> [f32; 3] {
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// Oklab to linear RGB, which may lie a little outside 0 to 1.
fn rgb([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_black_through_the_colour_to_white() {
        for (_, net, colour) in COLOURS {
            let ramp = ramp(net);
            assert_eq!((ramp[0], ramp[255]), ([0, 0, 0], [255, 255, 255]));
            let nearest = ramp
                .iter()
                .map(|c| c.iter().zip(colour).map(|(&x, y)| (f32::from(x) - y).abs()).sum::<f32>())
                .fold(f32::MAX, f32::min);
            assert!(nearest < 4.0, "{net}: its colour is on the ramp, within {nearest}");
        }
    }

    #[test]
    fn every_family_has_its_own_colour() {
        assert_eq!(Family::ALL.map(net), COLOURS.map(|(_, name, _)| name));
    }

    #[test]
    fn lightness_never_falls() {
        for (_, net, _) in COLOURS {
            let lightness: Vec<_> = ramp(net)
                .iter()
                .map(|c| oklab(c.map(|x| linear(f32::from(x) / 255.0)))[0])
                .collect();
            assert!(lightness.windows(2).all(|pair| pair[0] <= pair[1] + 1e-3), "{net}");
        }
    }
}
