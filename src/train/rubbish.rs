//! Drawings that are no digits: scribbles, letters, two digits as one, pieces of digits.
//!
//! Training sees them as a class of their own, the paper's equation 9, so that the network learns
//! to be unsure. Half of the kinds are kept from training, to measure that it is unsure of others
//! too.

use super::habits::line;
use super::hands::{Hand, Strokes};
use super::random::Random;
use crate::digit::Bounds;

/// A kind of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A curve through many random places.
    Scribble,
    /// A pen that wanders, turning this way and that.
    Wander,
    /// A letter, sign or picture.
    Shape,
    /// A curve that swings both ways at once: kept from training.
    OtherScribble,
    /// Letters, signs and pictures that are kept from training.
    OtherShape,
}

/// Letters, signs and pictures on a grid of seven by seven places, a line each; `/` begins a stroke
/// and `~` a curve. After the blank line come those kept from training. What looks like a digit (I,
/// O, S, Z, b, l, q and their like) is not among them.
const SHAPES: &str = include_str!("rubbish/shapes.txt");

/// A drawing of this kind.
pub fn draw(kind: Kind, random: &mut Random) -> Strokes {
    match kind {
        Kind::Scribble => {
            let strokes = 1 + random.below(2);
            let points = 12 / strokes;
            let one = |random: &mut Random| {
                let count = points / 2 + 1 + random.below(points);
                smooth(&(0..count).map(|_| random.place()).collect::<Vec<_>>())
            };
            (0..strokes).map(|_| one(random)).collect()
        }
        Kind::OtherScribble => {
            let swings: [[f32; 3]; 2] = [(); 2].map(|()| {
                [random.between(4.0, 12.0), random.either(3.0), random.between(2.0, 9.0)]
            });
            let along = |t: f32| {
                swings.map(|[fast, phase, slow]| {
                    0.5 + 0.35 * (fast * t + phase).sin() + 0.15 * (slow * t).cos()
                })
            };
            vec![(0..=80).map(|i| along(i as f32 / 40.0)).collect()]
        }
        Kind::Wander => {
            let (mut heading, mut turn) = (random.either(3.0), random.either(0.5));
            let (steps, restless) = (40 + random.below(100), random.between(0.05, 0.3));
            let mut pen = [0.5_f32; 2];
            let walk = (0..steps).map(|_| {
                turn = 0.9 * turn + random.either(restless);
                // Back to the middle, the more the further away it is.
                let home = (0.5 - pen[1]).atan2(0.5 - pen[0]);
                let away = (0.5 - pen[1]).hypot(0.5 - pen[0]);
                heading += turn + away * (home - heading).sin();
                pen = [pen[0] + 0.05 * heading.cos(), pen[1] + 0.05 * heading.sin()];
                pen
            });
            vec![walk.collect()]
        }
        Kind::Shape | Kind::OtherShape => {
            let shapes = SHAPES.lines();
            let shapes: Vec<_> = match kind {
                Kind::Shape => shapes.take_while(|line| !line.is_empty()).collect(),
                _ => shapes.skip_while(|line| !line.is_empty()).skip(1).collect(),
            };
            shape(shapes[random.below(shapes.len())])
        }
    }
}

/// Two digits where one should be, or a piece of one, from what training has.
pub fn spoil(hands: &[Hand], random: &mut Random) -> Strokes {
    let first = &hands[random.below(hands.len())];
    // The first stroke of a four in two is an angle, the last one of a five or seven a bar.
    match (first.label, &first.strokes[..]) {
        (4, [angle, _]) if is_wide(angle, 0.3) => vec![angle.clone()],
        (5 | 7, [_, bar]) if is_wide(bar, 2.0) => vec![bar.clone()],
        _ => {
            let second = &hands[random.below(hands.len())];
            beside(&first.strokes, &second.strokes, random)
        }
    }
}

/// A digit mirrored, or a quarter turned: those that are no other digit then.
pub fn turn(hands: &[Hand], random: &mut Random) -> Strokes {
    let ways: [fn([f32; 2]) -> [f32; 2]; 3] =
        [|[x, y]| [1.0 - x, y], |[x, y]| [y, 1.0 - x], |[x, y]| [1.0 - y, x]];
    for _ in 0..100 {
        let hand = &hands[random.below(hands.len())];
        let way = match hand.label {
            3 | 4 | 6 | 7 | 9 => random.below(3),
            2 | 5 => 1 + random.below(2),
            _ => continue,
        };
        let turned = |stroke: &Vec<[f32; 2]>| stroke.iter().copied().map(ways[way]).collect();
        return hand.strokes.iter().map(turned).collect();
    }
    draw(Kind::Shape, random) // only ones, or so
}

/// The two with little between them, in the unit square.
fn beside(first: &Strokes, second: &Strokes, random: &mut Random) -> Strokes {
    let size = random.between(0.8, 1.2);
    let down = random.between(0.0, 1.0) * (1.0 - size);
    let right = across(first)[1] + random.between(-0.05, 0.3) - size * across(second)[0];
    let longer = (right + size * across(second)[1]).max(1.0);
    let moved = |stroke: &Vec<[f32; 2]>, size: f32, [right, down]: [f32; 2]| {
        let place = |&[x, y]: &[f32; 2]| [(right + size * x) / longer, (down + size * y) / longer];
        stroke.iter().map(place).collect()
    };
    let first = first.iter().map(|stroke| moved(stroke, 1.0, [0.0, 0.0]));
    first.chain(second.iter().map(|stroke| moved(stroke, size, [right, down]))).collect()
}

/// Where the strokes begin and end along x.
fn across(strokes: &Strokes) -> [f32; 2] {
    Bounds::of(strokes).map_or([0.0; 2], |Bounds { low, high }| [low[0], high[0]])
}

fn is_wide(stroke: &[[f32; 2]], least: f32) -> bool {
    Bounds::of(&[stroke.to_vec()])
        .is_some_and(|Bounds { low, high }| high[0] - low[0] > least * (high[1] - low[1]))
}

/// The strokes of a line of [`SHAPES`].
fn shape(line: &str) -> Strokes {
    let mut strokes: Strokes = Vec::new();
    let words = line.split_once(' ').map_or("", |(_, words)| words);
    for part in words.split('/') {
        for (index, piece) in part.split('~').enumerate() {
            let points: Vec<[f32; 2]> = piece.split_whitespace().filter_map(place).collect();
            match (index, points.is_empty()) {
                (_, true) => {}
                (0, _) => strokes.push(dense(&points)),
                _ => strokes.push(smooth(&points)),
            }
        }
    }
    strokes
}

fn place(word: &str) -> Option<[f32; 2]> {
    let mut digits = word.chars().filter_map(|c| c.to_digit(10)).map(|digit| digit as f32 / 6.0);
    Some([digits.next()?, digits.next()?])
}

/// Straight lines with points between their ends, as a pen would report them.
fn dense(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    points.windows(2).flat_map(|pair| line(pair[0], pair[1])).collect()
}

/// A curve through the points (Catmull and Rom 1974).
fn smooth(points: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
    let curve = |i: isize, t: f32| {
        let [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
        [0, 1].map(|axis| {
            let (a, b, c, d) = (a[axis], b[axis], c[axis], d[axis]);
            let square = 2.0 * a - 5.0 * b + 4.0 * c - d;
            b + 0.5 * t * ((c - a) + t * (square + t * (3.0 * (b - c) + d - a)))
        })
    };
    let parts = 0..points.len().saturating_sub(1) as isize;
    parts.flat_map(|i| (0..=8).map(move |step| curve(i, step as f32 / 8.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digit::rasterise;

    #[test]
    fn every_kind_can_be_drawn() {
        for kind in
            [Kind::Scribble, Kind::Wander, Kind::Shape, Kind::OtherScribble, Kind::OtherShape]
        {
            for seed in 0..200 {
                let strokes = draw(kind, &mut Random::new(seed));
                assert!(rasterise(&strokes).is_some(), "{kind:?} {seed}");
                assert!(strokes.iter().all(|stroke| stroke.len() > 4), "{kind:?} {seed}");
            }
        }
    }

    #[test]
    fn a_turned_digit_is_another_figure_of_the_same_size() {
        let hand = |label| Hand {
            label,
            donor: "a".into(),
            writer: "b".into(),
            strokes: vec![vec![[0.0, 0.0], [0.6, 0.0], [0.5, 0.4], [0.3, 0.7], [0.2, 1.0]]],
        };
        let hands = [hand(7), hand(1)];
        let own = &hands[0].strokes[0];
        let length = |stroke: &[[f32; 2]]| -> f32 {
            stroke
                .windows(2)
                .map(|pair| (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]))
                .sum()
        };
        let mut ways = Vec::new();
        for seed in 0..60 {
            let turned = turn(&hands, &mut Random::new(seed));
            assert!(turned.len() == 1 && turned[0] != *own);
            assert!((length(&turned[0]) - length(own)).abs() < 1e-5);
            ways.push(turned[0][0].map(|value| value as u8));
        }
        ways.sort_unstable();
        ways.dedup();
        assert_eq!(ways, [[0, 1], [1, 0]], "mirrored or to the right, and to the left");
        // A one turned is a dash; where there is nothing else it is not taken.
        assert_ne!(turn(&hands[1..], &mut Random::new(1)).len(), 0);
    }

    #[test]
    fn shapes_kept_from_training_are_others() {
        let (trained, kept) = SHAPES.split_once("\n\n").expect("two parts");
        let names = |part: &str| -> Vec<String> {
            part.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
        };
        assert!(names(trained).len() > 15 && names(kept).len() > 15);
        assert!(names(trained).iter().all(|name| !names(kept).contains(name)));
    }

    #[test]
    fn a_curve_goes_through_its_points() {
        let points = [[0.0, 0.0], [1.0, 0.5], [0.2, 1.0]];
        let curve = smooth(&points);
        let near = |a: &[f32; 2], b: &[f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) < 1e-5;
        let passed = |point| curve.iter().any(|other| near(point, other));
        assert!(points.iter().all(passed), "{curve:?}");
    }
}
