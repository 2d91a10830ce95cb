//! What a map over the input says, in numbers and words.

use crate::{arch::Area, protocol::look::Heat, ui::words};

/// A class activation map with each place's own part of the logit: then the places and the bias add
/// up to it.
pub fn parts(mut heat: Heat) -> Heat {
    let count = heat.values.len().max(1) as f32;
    heat.values.iter_mut().for_each(|value| *value /= count);
    heat
}

/// What all places add up to.
pub fn sum(heat: &Heat) -> f32 {
    heat.values.iter().map(|&value| f64::from(value)).sum::<f64>() as f32
}

/// The place with the largest value and that with the smallest; nothing where there are no numbers.
pub fn extremes(heat: &Heat) -> Option<[usize; 2]> {
    let places = || heat.values.iter().enumerate().filter(|(_, value)| value.is_finite());
    let (most, _) = places().max_by(|a, b| a.1.total_cmp(b.1))?;
    let (least, _) = places().min_by(|a, b| a.1.total_cmp(b.1))?;
    Some([most, least])
}

/// Where an area lies in an input of `side` pixels: `top left`, `middle`.
pub fn whereabouts(area: Area, side: usize) -> &'static str {
    let third = |start: usize, end: usize| (3 * (start + end) / (2 * side).max(1)).min(2);
    let down = third(area.rows.start, area.rows.end);
    let across = third(area.columns.start, area.columns.end);
    match (down, across) {
        (0, 0) => "top left",
        (0, 1) => "top",
        (0, _) => "top right",
        (1, 0) => "left",
        (1, 1) => "middle",
        (1, _) => "right",
        (_, 0) => "bottom left",
        (_, 1) => "bottom",
        _ => "bottom right",
    }
}

/// Where a place of a map lies in an input of `side` pixels: `at the top left`, `in the middle`.
fn lies(heat: &Heat, at: usize, side: usize) -> String {
    match heat.areas.get(at).map(|area| whereabouts(*area, side)) {
        None | Some("middle") => "in the middle".into(),
        Some(edge) => format!("at the {edge}"),
    }
}

/// `+1.20` or `−0.31`, of a difference.
pub fn signed(number: f32) -> String {
    let text = words::value(number);
    if number > 0.0 && text != "0" { format!("+{text}") } else { text }
}

/// A place of a class activation map.
pub fn part(value: f32) -> String {
    format!("This place: {} of the score.", signed(value))
}

/// A place of an occlusion map: the mean of all patches that cover it.
pub fn fall(value: f32) -> String {
    match value {
        value if value < 0.0 => {
            format!("Covered here, it rises by {} on average.", words::value(-value))
        }
        value => format!("Covered here, it falls by {} on average.", words::value(value)),
    }
}

/// A class activation map in words, of each place's own part; `class` is its name.
pub fn class_map(heat: &Heat, class: &str, side: usize) -> String {
    let Some([most, least]) = extremes(heat) else { return String::new() };
    let [place, least_place] = [most, least].map(|at| lies(heat, at, side));
    // Two places may have the same words.
    let least_place = if least_place == place { "another one there".into() } else { least_place };
    let value = |at: usize| heat.values.get(at).copied().unwrap_or_default();
    let speaks = heat.values.iter().filter(|value| **value > 0.0).count();
    format!(
        "{speaks} of {} places speak for {class}, most {place}: {}. The least, {least_place}: {}.",
        heat.values.len(),
        signed(value(most)),
        signed(value(least)),
    )
}

/// An occlusion map in words.
pub fn occlusion(heat: &Heat, class: &str, side: usize) -> String {
    let Some([most, least]) = extremes(heat) else { return String::new() };
    let [place, least_place] = [most, least].map(|at| lies(heat, at, side));
    let other = match least_place == place {
        true => "another one there".into(),
        false => format!("the one {least_place}"),
    };
    let value = |at: usize| heat.values.get(at).copied().unwrap_or_default();
    let strongest = match value(most) {
        fall if fall > 0.0 => format!(
            "The score for {class}, {}, falls most under the patch {place}: by {}.",
            words::value(heat.logit),
            words::value(fall)
        ),
        _ => format!("Whatever patch is laid, the score for {class} does not fall."),
    };
    match value(least) {
        rise if rise < 0.0 => {
            format!("{strongest} Under {other}, it rises by {}.", words::value(-rise))
        }
        _ => strongest,
    }
}

/// The patches that a visitor can choose from, side in pixels, and the one to begin with.
pub fn patches(side: usize) -> ([u32; 5], u32) {
    if side < 100 {
        return match side {
            ..=40 => ([2, 4, 6, 8, 12], 6),
            _ => ([4, 8, 12, 16, 24], 16),
        };
    }
    ([16, 24, 32, 48, 64], 32)
}

/// The steps that make sense for a patch, in pixels: all of it, a half, a third, a quarter; and the
/// one to begin with. Small inputs can have small steps.
pub fn strides(side: usize, patch: u32) -> (Vec<u32>, u32) {
    let mut strides: Vec<u32> = (1..=4).map(|parts| (patch / parts).max(1)).collect();
    strides.dedup();
    let first = patch / if side < 100 { 3 } else { 2 };
    (strides, first.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::Span;

    fn area(row: usize, column: usize) -> Area {
        Area {
            rows: Span::new(16 * row, 16 * (row + 1)),
            columns: Span::new(16 * column, 16 * (column + 1)),
        }
    }

    fn heat(values: [f32; 4]) -> Heat {
        let areas = vec![area(0, 0), area(0, 1), area(1, 0), area(1, 1)];
        Heat { class: 2, shape: [2, 2], values: values.to_vec(), areas, rest: 0.5, logit: 3.0 }
    }

    #[test]
    fn parts_and_bias_add_up_to_the_logit() {
        let heat = parts(heat([8.0, 4.0, -2.0, 0.0]));
        assert_eq!(heat.values, [2.0, 1.0, -0.5, 0.0]);
        assert_eq!(sum(&heat) + heat.rest, heat.logit);
    }

    #[test]
    fn maps_are_told_in_words() {
        let heat = heat([8.0, 4.0, -2.0, 0.0]);
        assert_eq!(
            class_map(&heat, "Cat", 32),
            "2 of 4 places speak for Cat, most at the top left: +8.00. \
             The least, at the bottom left: \u{2212}2.00."
        );
        assert_eq!(
            occlusion(&heat, "Cat", 32),
            "The score for Cat, 3.00, falls most under the patch at the top left: by 8.00. \
             Under the one at the bottom left, it rises by 2.00."
        );
        let close = Heat { areas: vec![area(1, 1); 4], ..heat.clone() };
        assert!(
            class_map(&close, "Cat", 48).ends_with(
                "most in the middle: +8.00. The least, another one there: \u{2212}2.00."
            )
        );
        assert!(occlusion(&close, "Cat", 48).ends_with(
            "under the patch in the middle: by 8.00. Under another one there, it rises by 2.00."
        ));
        let none = Heat { values: vec![f32::NAN; 4], ..heat.clone() };
        assert_eq!((extremes(&none), class_map(&none, "Cat", 32)), (None, String::new()));
        let rises = Heat { values: vec![-1.0, -2.0, -1.0, -1.0], ..heat };
        assert!(
            occlusion(&rises, "Cat", 32).contains("does not fall. Under the one at the top right")
        );
    }

    #[test]
    fn a_place_is_told() {
        assert_eq!(part(0.314), "This place: +0.31 of the score.");
        assert!(fall(1.2).contains("falls by 1.20") && fall(-0.5).contains("rises by 0.50"));
    }

    #[test]
    fn places_have_names() {
        let at = |row, column| whereabouts(area(row, column), 48);
        assert_eq!(
            [at(0, 1), at(1, 1), at(2, 0), at(1, 2)],
            ["top", "middle", "bottom left", "right"]
        );
        assert_eq!(whereabouts(Area::whole(48, 48), 48), "middle");
    }

    #[test]
    fn the_first_patch_and_step_can_be_chosen() {
        for side in [28, 32, 64, 224, 227] {
            let (choices, patch) = patches(side);
            assert!(choices.contains(&patch) && choices.iter().all(|&it| (it as usize) < side));
            for patch in choices {
                let (strides, stride) = strides(side, patch);
                assert!(strides.contains(&stride), "{side}, {patch}: {stride} of {strides:?}");
            }
        }
        assert_eq!(strides(32, 6), (vec![6, 3, 2, 1], 2));
        assert_eq!(strides(224, 32), (vec![32, 16, 10, 8], 16));
    }
}
