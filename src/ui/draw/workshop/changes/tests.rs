use super::*;

const SIDE: usize = 9;

/// A short bar that points right from the middle, and a dot above it.
fn digit() -> Vec<f32> {
    let mut digit = vec![0.0; SIDE * SIDE];
    for (y, x) in [(4, 4), (4, 5), (4, 6), (1, 4)] {
        digit[y * SIDE + x] = 1.0;
    }
    digit
}

fn inked(digit: &[f32]) -> Vec<(usize, usize)> {
    let places = digit.iter().enumerate().filter(|(_, ink)| **ink > 0.5);
    places.map(|(at, _)| (at / SIDE, at % SIDE)).collect()
}

fn changed(knob: Knob, at: f32) -> Vec<f32> {
    Changes::default().with(knob, at).apply(&digit(), SIDE)
}

#[test]
fn sliders_at_rest_change_nothing() {
    assert_eq!(Changes::default().apply(&digit(), SIDE), digit());
    for knob in Knob::ALL {
        let [low, high] = knob.range();
        assert!(low <= 0.0 && high > 0.0, "{knob:?}");
        assert_eq!(Changes::default().with(knob, 99_999.0).at(knob), high);
        assert_eq!(Changes::default().with(knob, f32::NAN).at(knob), 0.0);
    }
}

#[test]
fn a_quarter_turn_is_clockwise_about_the_middle() {
    assert_eq!(inked(&changed(Knob::Turn, 90.0)), [(4, 4), (4, 7), (5, 4), (6, 4)]);
    assert_eq!(inked(&changed(Knob::Turn, -90.0)), [(2, 4), (3, 4), (4, 1), (4, 4)]);
    assert_eq!(inked(&changed(Knob::Turn, 180.0)), [(4, 2), (4, 3), (4, 4), (7, 4)]);
}

#[test]
fn a_turn_keeps_the_ink() {
    let ink = |digit: &[f32]| digit.iter().sum::<f32>();
    for degrees in [7.0, 33.0, 45.0, -120.0] {
        let turned = ink(&changed(Knob::Turn, degrees));
        let share = turned / ink(&digit());
        assert!((0.8..1.2).contains(&share), "{degrees}: {share}");
    }
}

#[test]
fn shifts_go_where_they_say_and_off_the_edge() {
    assert_eq!(inked(&changed(Knob::Right, 2.0)), [(1, 6), (4, 6), (4, 7), (4, 8)]);
    assert_eq!(inked(&changed(Knob::Down, 1.0)), [(2, 4), (5, 4), (5, 5), (5, 6)]);
    let half = changed(Knob::Right, 0.5);
    assert_eq!((half[4 * SIDE + 4], half[4 * SIDE + 5], half[4 * SIDE + 7]), (0.5, 1.0, 0.5));
    assert_eq!(inked(&changed(Knob::Right, -6.0)), [(4, 0)], "the rest left the picture");
}

#[test]
fn strokes_grow_and_shrink_smoothly() {
    let dot = |radius| changed(Knob::Thick, radius)[SIDE + 3];
    assert_eq!((dot(0.5), dot(1.0)), (0.5, 1.0), "beside the dot");
    assert_eq!(inked(&changed(Knob::Thick, 1.0)).len(), 24, "3 x 3 and 3 x 5");
    let thin = changed(Knob::Thick, -0.4);
    assert!((thin[4 * SIDE + 5] - 0.6).abs() < 1e-6 && (thin[SIDE + 4] - 0.6).abs() < 1e-6);
    assert!(inked(&changed(Knob::Thick, -1.0)).is_empty(), "all of it was one pixel thin");
}

#[test]
fn noise_is_the_same_each_time_and_of_its_strength() {
    let noise = |at| Changes::default().with(Knob::Noise, at).apply(&vec![0.5; 4096], 64);
    assert_eq!(noise(0.1), noise(0.1));
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    let noisy = noise(0.1);
    let squares: Vec<f32> = noisy.iter().map(|value| (value - 0.5).powi(2)).collect();
    let deviation = mean(&squares).sqrt();
    assert!((mean(&noisy) - 0.5).abs() < 0.01 && (deviation - 0.1).abs() < 0.01, "{deviation}");
    assert!(noise(1.0).iter().all(|value| (0.0..=1.0).contains(value)));
}

#[test]
fn a_sweep_is_each_position_alone() {
    let changes = Changes::default().with(Knob::Thick, 0.5).with(Knob::Right, 1.0);
    for knob in Knob::ALL {
        let positions = [-1.0, 0.0, 0.8];
        let alone = positions.map(|at| changes.with(knob, at).apply(&digit(), SIDE)).concat();
        assert_eq!(changes.sweep(&digit(), SIDE, knob, &positions), alone, "{knob:?}");
    }
}

#[test]
fn positions_read_well() {
    let words = [
        Knob::Turn.words(38.0),
        Knob::Turn.words(-38.0),
        Knob::Right.words(-2.5),
        Knob::Right.words(-0.0),
        Knob::Noise.words(0.3),
    ];
    assert_eq!(words, ["38\u{b0}", "\u{2212}38\u{b0}", "\u{2212}2.5 px", "0.0 px", "0.30"]);
}
