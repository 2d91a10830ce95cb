//! Colours of maps that lie over a picture.

use crate::ui::ramp::ramp;

/// How numbers become colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Blue for what speaks against, grey for 0, red for what speaks for.
    #[default]
    Signed,
    /// From black for the smallest number through the network's colour to white for the largest.
    Even,
}

impl Scale {
    /// Its 256 colours, for a network whose colour the style sheet calls `net`.
    pub fn colours(self, net: &str) -> Vec<[u8; 3]> {
        match self {
            Self::Signed => heat_colours().to_vec(),
            Self::Even => ramp(net),
        }
    }

    /// The same as the style sheet writes a gradient from left to right.
    pub fn gradient(self, net: &str) -> String {
        let colours = self.colours(net);
        let stops = colours
            .iter()
            .step_by(15)
            .map(|[red, green, blue]| format!("rgb({red} {green} {blue})"));
        format!("linear-gradient(to right, {})", stops.collect::<Vec<_>>().join(", "))
    }
}

/// 256 colours for what speaks against a class and for it: blue, through grey in the middle, to
/// red, in even steps; blue and red differ for eyes that do not tell red from green.
pub fn heat_colours() -> [[u8; 3]; 256] {
    let (against, middle, speaks) = ([49.0, 104.0, 201.0], [128.0; 3], [226.0, 62.0, 36.0]);
    std::array::from_fn(|place| {
        let share = (place as f32 - 127.5) / 127.5;
        let end: [f32; 3] = if share < 0.0 { against } else { speaks };
        std::array::from_fn(|i| (middle[i] + share.abs() * (end[i] - middle[i])).round() as u8)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_blue_through_grey_to_red() {
        let colours = heat_colours();
        assert_eq!((colours[0], colours[255]), ([49, 104, 201], [226, 62, 36]));
        assert!(colours[127].iter().all(|part| part.abs_diff(128) <= 1));
    }

    #[test]
    fn a_gradient_has_both_ends() {
        let gradient = Scale::Signed.gradient("resnet");
        assert!(gradient.contains("rgb(49 104 201)") && gradient.ends_with("rgb(226 62 36))"));
        assert!(Scale::Even.gradient("resnet").contains("rgb(0 0 0), "));
    }
}
