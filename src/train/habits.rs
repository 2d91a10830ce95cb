//! What some write where others do not: a slash through the zero, a bar through the seven, a foot
//! under the one, an upstroke before it; and how round or angular a hand is.

use super::hands::Strokes;
use super::random::Random;
use crate::digit::Bounds;

/// One of so many digits gets what its writer did not write.
const RARE: usize = 3;

/// How narrow a zero becomes at most, of its height.
const NARROWEST: f32 = 0.38;

/// Sometimes adds what belongs to another habit of writing this digit.
pub fn add(label: u8, strokes: &mut Strokes, random: &mut Random) {
    if random.below(RARE) == 0 {
        strokes.iter_mut().for_each(|stroke| round(stroke, random));
    }
    let Some(Bounds { low: [left, top], high: [right, bottom] }) = Bounds::of(strokes) else {
        return;
    };
    let (width, height) = ((right - left).max(0.1), (bottom - top).max(0.1));
    match (label, &mut strokes[..]) {
        (0, [_]) if random.below(RARE) == 0 => {
            narrow(strokes, left, width / height, random);
            slash(strokes, random);
        }
        (1, [bar, ..]) => {
            if width < 0.4 * height && random.below(RARE) == 0 {
                upstroke(bar, height, random);
            }
            if width < 0.8 * height && strokes.len() == 1 && random.below(RARE) == 0 {
                // The foot stands under the end of the stroke, however narrow the digit.
                let end = strokes[0].last().map_or(left, |point| point[0]);
                let half = random.between(0.15, 0.35) * height;
                let y = (bottom + random.either(0.1) * height).min(bottom + 0.02);
                strokes.push(line([end - half, y], [end + half, y]));
            }
        }
        (7, [one]) => {
            if random.below(RARE) == 0 {
                serif(one, height, random);
            }
            if random.below(RARE) == 0 {
                // The stem is where the stroke passes the middle of its height.
                let stem = |point: &&[f32; 2]| ((point[1] - top) / height - 0.5).abs() < 0.2;
                let xs: Vec<f32> = one.iter().filter(stem).map(|point| point[0]).collect();
                let stem = xs.iter().sum::<f32>() / xs.len().max(1) as f32;
                let half = random.between(0.2, 0.5) * width;
                let y = top + (0.5 + random.either(0.1)) * height;
                let tilt = random.either(0.08) * height;
                strokes.push(line([stem - half, y + tilt], [stem + half, y - tilt]));
            }
        }
        _ => {}
    }
}

/// Makes a digit of this width, of its height, narrower towards `left`, as long as it is no bar.
fn narrow(strokes: &mut Strokes, left: f32, width: f32, random: &mut Random) {
    let squeeze = random.between((NARROWEST / width).min(1.0), 1.0);
    for point in strokes.iter_mut().flatten() {
        point[0] = left + squeeze * (point[0] - left);
    }
}

/// A line through the middle of a zero: level, rising, or, where it is round, upright; within it or
/// far beyond.
fn slash(strokes: &mut Strokes, random: &mut Random) {
    let Some(Bounds { low, high }) = Bounds::of(strokes) else { return };
    let [width, height] = [0, 1].map(|axis| high[axis] - low[axis]);
    let steepest = if width > 0.6 * height { 95.0 } else { 70.0 };
    let angle = random.between(-10.0, steepest).to_radians();
    // From the middle to the ring, in this direction, as for an ellipse.
    let ring = 0.5 / (angle.cos() / width.max(0.1)).hypot(angle.sin() / height.max(0.1));
    let middle = [0, 1].map(|axis| (low[axis] + high[axis]) / 2.0 + random.either(0.06) * height);
    let mut end = |way: f32| {
        let reach = ring + random.between(-0.15, 0.6) * height;
        [middle[0] + way * reach * angle.cos(), middle[1] - way * reach * angle.sin()]
    };
    strokes.push(line(end(-1.0), end(1.0)));
}

/// Lets a bar begin below its upper end, on the left, or level with it.
fn upstroke(bar: &mut Vec<[f32; 2]>, height: f32, random: &mut Random) {
    let (Some(&[x, y]), Some(&[_, end])) = (bar.first(), bar.last()) else { return };
    if y > end {
        return; // written from below
    }
    let below = random.between(0.02, 0.4);
    // A long level one would make a seven of it.
    let left = random.between(0.12, 0.25 + 0.7 * below);
    let start = [x - left * height, y + below * height];
    bar.splice(0..0, line(start, [x, y]));
}

/// Lets a seven begin with a short stroke up to its bar.
fn serif(seven: &mut Vec<[f32; 2]>, height: f32, random: &mut Random) {
    let Some(&[x, y]) = seven.first() else { return };
    let [right, below] = [random.either(0.06), random.between(0.05, 0.25)];
    let start = [x + right * height, y + below * height];
    seven.splice(0..0, line(start, [x, y]));
}

/// A straight line, with points between its ends as a pen would report them.
pub(super) fn line(from: [f32; 2], to: [f32; 2]) -> Vec<[f32; 2]> {
    let at = |t: f32| [0, 1].map(|axis| from[axis] + t * (to[axis] - from[axis]));
    (0..=8).map(|step| at(step as f32 / 8.0)).collect()
}

/// Rounds a stroke's corners, over up to a twelfth of its points.
fn round(stroke: &mut [[f32; 2]], random: &mut Random) {
    let reach = random.between(0.0, 0.08) * stroke.len() as f32;
    // Each pass spreads a point by half of its neighbours' variance.
    for _ in 0..(2.0 * reach * reach) as usize {
        let mut before = stroke.first().copied().unwrap_or_default();
        for index in 1..stroke.len().saturating_sub(1) {
            let (here, after) = (stroke[index], stroke[index + 1]);
            stroke[index] =
                [0, 1].map(|axis| 0.5 * here[axis] + 0.25 * (before[axis] + after[axis]));
            before = here;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_more(label: u8, strokes: &Strokes) -> Vec<Vec<[f32; 2]>> {
        let all = (0..200).map(|seed| {
            let mut strokes = strokes.clone();
            add(label, &mut strokes, &mut Random::new(seed));
            strokes
        });
        all.filter(|changed| changed.len() > strokes.len()).map(|mut more| more.remove(1)).collect()
    }

    /// A ring of this width, half of it to either side of 0.5.
    fn ring(width: f32) -> Strokes {
        let turn = (0..=20).map(|i| i as f32 * 0.314);
        vec![turn.map(|t| [0.5 + width / 2.0 * t.cos(), 0.5 + 0.5 * t.sin()]).collect()]
    }

    #[test]
    fn a_zero_is_slashed_through_its_middle_now_and_then() {
        for width in [0.3, 0.5, 1.0] {
            let mut slashed = 0;
            for seed in 0..200 {
                let mut strokes = ring(width);
                add(0, &mut strokes, &mut Random::new(seed));
                let [ring, slash] = &strokes[..] else { continue };
                let Bounds { low, high } = Bounds::of(std::slice::from_ref(ring)).expect("a ring");
                let middle = [0, 1].map(|axis| (low[axis] + high[axis]) / 2.0);
                let away = |point: &[f32; 2]| (point[0] - middle[0]).hypot(point[1] - middle[1]);
                assert!(slash.iter().any(|point| away(point) < 0.25), "{slash:?}");
                // From the left, upwards; level ones may fall a little, upright ones lean.
                assert!(slash[0][0] < slash[8][0] + 0.2 && slash[0][1] > slash[8][1] - 0.4);
                slashed += 1;
            }
            assert!((40..100).contains(&slashed), "{slashed}");
        }
    }

    #[test]
    fn a_zero_never_becomes_a_bar() {
        for seed in 0..300 {
            let mut strokes = ring(0.45);
            add(0, &mut strokes, &mut Random::new(seed));
            let Bounds { low, high } = Bounds::of(&strokes[..1]).expect("a ring");
            assert!(high[0] - low[0] > 0.36 * (high[1] - low[1]), "{seed}");
        }
    }

    #[test]
    fn a_seven_is_crossed_and_begins_with_a_serif_now_and_then() {
        let seven = vec![vec![[0.0, 0.0], [0.6, 0.0], [0.4, 0.5], [0.2, 1.0]]];
        let bars = with_more(7, &seven);
        assert!((40..100).contains(&bars.len()), "{}", bars.len());
        // Each crosses the stem.
        assert!(bars.iter().all(|bar| bar[0][0] < 0.42 && bar[8][0] > 0.38), "{bars:?}");
        let first = |seed| {
            let mut strokes = seven.clone();
            add(7, &mut strokes, &mut Random::new(seed));
            strokes[0][0]
        };
        let serifs = (0..200).filter(|&seed| first(seed)[1] > 0.0).count();
        assert!((40..100).contains(&serifs), "{serifs}");
    }

    #[test]
    fn a_one_begins_further_left_now_and_then() {
        let one = vec![vec![[0.5, 0.0], [0.5, 0.5], [0.5, 1.0]]];
        let mut longer = 0;
        for seed in 0..200 {
            let mut strokes = one.clone();
            add(1, &mut strokes, &mut Random::new(seed));
            let [x, y] = strokes[0][0];
            assert!(x <= 0.5 && (0.0..0.5).contains(&y));
            longer += usize::from(x < 0.4);
        }
        assert!((40..100).contains(&longer), "{longer}");
    }

    #[test]
    fn rounding_moves_corners_and_no_ends() {
        let corner: Vec<[f32; 2]> = (0..=40)
            .map(|i| if i < 20 { [i as f32, 0.0] } else { [20.0, i as f32 - 20.0] })
            .collect();
        let mut moved = 0.0_f32;
        for seed in 0..50 {
            let mut stroke = corner.clone();
            round(&mut stroke, &mut Random::new(seed));
            assert_eq!((stroke[0], stroke[40]), (corner[0], corner[40]));
            assert!(stroke.iter().flatten().all(|value| (0.0..=20.0).contains(value)));
            moved = moved.max(20.0 - stroke[20][0]);
        }
        assert!((0.5..4.0).contains(&moved), "{moved}");
        round(&mut [], &mut Random::new(1));
    }

    #[test]
    fn other_digits_get_nothing_more() {
        let strokes = vec![vec![[0.0, 0.0], [0.5, 1.0]]];
        for label in [2, 3, 4, 5, 6, 8, 9] {
            assert!(with_more(label, &strokes).is_empty());
        }
    }
}
