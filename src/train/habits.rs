//! What some write where others do not: a slash through the zero, a bar through the seven, a foot
//! under the one, an upstroke before it.

use super::hands::Strokes;
use super::random::Random;
use crate::digit::Bounds;

/// One of so many digits gets what its writer did not write.
const RARE: usize = 5;

/// Sometimes adds what belongs to another habit of writing this digit.
pub fn add(label: u8, strokes: &mut Strokes, random: &mut Random) {
    let Some(Bounds { low: [left, top], high: [right, bottom] }) = Bounds::of(strokes) else {
        return;
    };
    let (width, height) = (right - left, bottom - top);
    if label == 1 && random.below(RARE) == 0 && width < 0.4 * height {
        upstroke(&mut strokes[0], height, random);
    }
    let near = |place: f32, random: &mut Random| place + random.either(0.1);
    let line = match label {
        0 if random.below(RARE) == 0 && strokes.len() == 1 && width > 0.4 * height => {
            // From below left to above right, or the other way round.
            let reach = random.between(-0.1, 0.25);
            let across = [near(-reach, random), near(1.0 + reach, random)];
            let down = [near(1.0 + reach, random), near(-reach, random)];
            [across, down]
        }
        7 if random.below(RARE) == 0 && strokes.len() == 1 => {
            // The stem is where the stroke passes the middle of its height.
            let stem = strokes.iter().flatten().filter(|point| {
                ((point[1] - top) / height.max(f32::MIN_POSITIVE) - 0.5).abs() < 0.2
            });
            let xs: Vec<f32> = stem.map(|point| (point[0] - left) / width.max(0.1)).collect();
            let stem = xs.iter().sum::<f32>() / xs.len().max(1) as f32;
            let half = random.between(0.2, 0.5);
            let (y, tilt) = (near(0.5, random), random.either(0.08));
            [[stem - half, stem + half], [y + tilt, y - tilt]]
        }
        1 if random.below(RARE) == 0 && strokes.len() == 1 && width < 0.8 * height => {
            // The foot stands under the end of the stroke, however narrow the digit.
            let end = strokes[0].last().map_or(0.5, |point| (point[0] - left) / width.max(0.1));
            let half = random.between(0.15, 0.35) * height / width.max(0.1);
            let y = near(1.0, random).min(1.02);
            [[end - half, end + half], [y, y]]
        }
        _ => return,
    };
    let width = width.max(0.1);
    let place = |t: f32| {
        let between = |[from, to]: [f32; 2]| from + t * (to - from);
        [left + width * between(line[0]), top + height * between(line[1])]
    };
    strokes.push((0..=8).map(|step| place(step as f32 / 8.0)).collect());
}

/// Lets a bar begin below its upper end, on the left.
fn upstroke(bar: &mut Vec<[f32; 2]>, height: f32, random: &mut Random) {
    let (Some(&[x, y]), Some(&[_, end])) = (bar.first(), bar.last()) else { return };
    if y > end {
        return; // written from below
    }
    let [left, below] = [random.between(0.15, 0.5), random.between(0.12, 0.4)];
    let place = |t: f32| [x - (1.0 - t) * left * height, y + (1.0 - t) * below * height];
    bar.splice(0..0, (0..8).map(|step| place(step as f32 / 8.0)));
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

    #[test]
    fn a_zero_is_slashed_and_a_seven_crossed_now_and_then() {
        let ring =
            (0..=20).map(|i| i as f32 * 0.314).map(|t| [0.5 + 0.3 * t.cos(), 0.5 + 0.5 * t.sin()]);
        let slashes = with_more(0, &vec![ring.collect()]);
        assert!((20..60).contains(&slashes.len()), "{}", slashes.len());
        assert!(slashes.iter().all(|slash| slash[0][1] > slash[8][1] && slash[0][0] < slash[8][0]));
        let seven = vec![vec![[0.0, 0.0], [0.6, 0.0], [0.4, 0.5], [0.2, 1.0]]];
        let bars = with_more(7, &seven);
        assert!((20..60).contains(&bars.len()), "{}", bars.len());
        // Each crosses the stem.
        assert!(bars.iter().all(|bar| bar[0][0] < 0.4 && bar[8][0] > 0.4));
    }

    #[test]
    fn other_digits_stay() {
        let strokes = vec![vec![[0.0, 0.0], [0.5, 1.0]]];
        for label in [2, 3, 4, 5, 6, 8, 9] {
            assert!(with_more(label, &strokes).is_empty());
        }
    }
}
