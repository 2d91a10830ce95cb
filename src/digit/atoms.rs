//! Which strokes certainly belong to one digit, and what lies between the others.

use super::Bounds;

/// The most that writing is taken to lean, sideways per height.
const LEAN: f32 = 0.7;

/// Two belong together where the middle of the narrower lies in so much of the wider.
const INNER: f32 = 0.6;

/// A stroke is another one gone over again where their middles are so near, of the digits' height: less
/// than half a pen's width.
const AGAIN: f32 = 0.05;

/// And where they lie beside each other for so much of the higher one's height.
const BESIDE: f32 = 0.6;

/// Strokes that certainly belong to one digit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Atom {
    /// Which, in the order they were written.
    pub strokes: Vec<usize>,
    /// Where it begins and ends along the line, with writing set upright.
    pub across: [f32; 2],
    /// Its top and bottom.
    pub down: [f32; 2],
}

/// The atoms of a drawing from left to right, and the height of its digits. Strokes without a
/// finite point are none.
pub(super) fn atoms(strokes: &[Vec<[f32; 2]>]) -> (Vec<Atom>, f32) {
    let lean = lean(strokes);
    let mut heights = Vec::new();
    let mut atoms = Vec::new();
    for (index, stroke) in strokes.iter().enumerate() {
        let upright: Vec<_> = stroke.iter().map(|&[x, y]| [x - lean * y, y]).collect();
        let Some(Bounds { low, high }) = Bounds::of(&[upright]) else { continue };
        heights.push(high[1] - low[1]);
        let [across, down] = [0, 1].map(|axis| [low[axis], high[axis]]);
        atoms.push(Atom { strokes: vec![index], across, down });
    }
    // Bars and dots are no measure: the upper quarter is.
    heights.sort_by(|a, b| b.total_cmp(a));
    let height = heights.get(heights.len() / 4).copied().unwrap_or_default();
    // These first: a four's angle would take its stem and leave the one drawn over it.
    join(&mut atoms, |a, b| lie_on_each_other(a, b, height));
    join(&mut atoms, belong);
    (atoms, height)
}

/// Joins neighbours that belong together, until none do.
fn join(atoms: &mut Vec<Atom>, belong: impl Fn(&Atom, &Atom) -> bool) {
    atoms.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    let mut index = 0;
    while index + 1 < atoms.len() {
        if !belong(&atoms[index], &atoms[index + 1]) {
            index += 1;
            continue;
        }
        let other = atoms.remove(index + 1);
        let one = &mut atoms[index];
        one.strokes.extend(other.strokes);
        one.strokes.sort_unstable();
        one.across = both(one.across, other.across);
        one.down = both(one.down, other.down);
        // It is wider now, and its middle another.
        atoms.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
        index = 0;
    }
}

fn both(one: [f32; 2], other: [f32; 2]) -> [f32; 2] {
    [one[0].min(other[0]), one[1].max(other[1])]
}

fn middle(atom: &Atom) -> f32 {
    (atom.across[0] + atom.across[1]) / 2.0
}

fn length([start, end]: [f32; 2]) -> f32 {
    end - start
}

fn belong(a: &Atom, b: &Atom) -> bool {
    let (narrow, wide) = if length(a.across) < length(b.across) { (a, b) } else { (b, a) };
    (middle(narrow) - middle(wide)).abs() < INNER * length(wide.across) / 2.0
}

/// Whether one is the other gone over again. [`belong`] cannot say of bars, which have no width.
fn lie_on_each_other(a: &Atom, b: &Atom, height: f32) -> bool {
    let beside = a.down[1].min(b.down[1]) - a.down[0].max(b.down[0]);
    (middle(a) - middle(b)).abs() < AGAIN * height
        && beside > BESIDE * length(a.down).max(length(b.down))
}

/// How far writing leans, sideways per height: the direction of what runs rather down than across.
fn lean(strokes: &[Vec<[f32; 2]>]) -> f32 {
    let steps = strokes.iter().flat_map(|stroke| stroke.windows(2));
    let (mut both, mut down) = (0.0, 0.0);
    for pair in steps {
        let [x, y] = [0, 1].map(|axis| pair[1][axis] - pair[0][axis]);
        if y.abs() > x.abs() && y.is_finite() {
            both += f64::from(x) * f64::from(y);
            down += f64::from(y) * f64::from(y);
        }
    }
    ((both / down.max(f64::MIN_POSITIVE)) as f32).clamp(-LEAN, LEAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: [f32; 2], to: [f32; 2]) -> Vec<[f32; 2]> {
        vec![from, [0, 1].map(|axis| (from[axis] + to[axis]) / 2.0), to]
    }

    #[test]
    fn a_cross_is_one_and_two_bars_are_two() {
        let cross = [line([0.0, 0.5], [1.0, 0.5]), line([0.5, 0.0], [0.5, 1.0])];
        let (atoms, height) = atoms(&cross);
        assert_eq!((atoms.len(), atoms[0].strokes.len(), height), (1, 2, 1.0));
        let bars = [line([0.5, 0.0], [0.5, 1.0]), vec![], line([0.0, 0.0], [0.0, 1.0])];
        let (atoms, _) = super::atoms(&bars);
        assert_eq!(atoms.iter().map(|atom| atom.strokes[0]).collect::<Vec<_>>(), [2, 0]);
    }

    #[test]
    fn leaning_bars_stand_apart() {
        // Each reaches over the next one's foot.
        let bars: Vec<_> =
            (0..4).map(|i| 0.3 * i as f32).map(|x| line([x + 0.5, 0.0], [x, 1.0])).collect();
        assert!((lean(&bars) + 0.5).abs() < 1e-3);
        let (atoms, _) = atoms(&bars);
        assert_eq!(atoms.len(), 4);
        assert!(atoms.windows(2).all(|pair| pair[0].across[1] < pair[1].across[0]));
    }

    #[test]
    fn a_bar_gone_over_again_is_one_and_an_eleven_is_two() {
        let bar = |x: f32| line([x, 0.0], [x + 0.01, 1.0]);
        let of = |strokes: &[Vec<[f32; 2]>]| -> Vec<Vec<usize>> {
            atoms(strokes).0.into_iter().map(|atom| atom.strokes).collect()
        };
        assert_eq!(of(&[bar(0.0), bar(0.0)]), [[0, 1]]);
        assert_eq!(of(&[bar(0.0), line([0.05, 0.95], [0.03, 0.04])]), [[0, 1]]);
        assert_eq!(of(&[bar(0.0), bar(0.08)]), [[0], [1]]);
        // One above the other, as a colon's dots and an eight's rings are.
        assert_eq!(of(&[bar(0.0), line([0.0, 1.2], [0.01, 2.2])]).len(), 2);
        // A four and its stem again, which alone would be left over.
        let angle = vec![[0.4, 0.0], [0.0, 0.6], [0.6, 0.6]];
        assert_eq!(of(&[angle, bar(0.46), bar(0.5)]), [[0, 1, 2]]);
    }

    #[test]
    fn nothing_is_no_atom() {
        assert!(atoms(&[]).0.is_empty());
        assert!(atoms(&[vec![], vec![[f32::NAN, 0.0]]]).0.is_empty());
    }
}
