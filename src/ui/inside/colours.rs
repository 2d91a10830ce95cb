//! Colours of maps that lie over a picture.

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
}
