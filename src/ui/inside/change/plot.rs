//! Where numbers of very different sizes lie on a plot.

/// The vertical axis of a plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// Whether each step is a factor.
    pub logarithmic: bool,
    /// The number at the foot, or its decimal logarithm.
    low: f64,
    /// The same at the head.
    high: f64,
}

/// From this ratio of the largest to the smallest on, steps are factors.
const WIDE: f64 = 30.0;
/// Numbers smaller than the largest by more powers of ten than this lie at the foot.
const DECADES: f64 = 12.0;

impl Axis {
    /// An axis that shows these numbers, none below 0. Those that are not finite do not count.
    pub fn new(numbers: impl Iterator<Item = f32>) -> Self {
        let numbers: Vec<f64> =
            numbers.filter(|number| number.is_finite()).map(f64::from).collect();
        let most = numbers.iter().copied().fold(0.0, f64::max);
        let least = numbers.iter().copied().filter(|it| *it > 0.0).fold(f64::INFINITY, f64::min);
        if most <= 0.0 {
            return Self { logarithmic: false, low: 0.0, high: 1.0 };
        }
        if most / least < WIDE {
            return Self { logarithmic: false, low: 0.0, high: round_up(most) };
        }
        let high = most.log10().ceil();
        let low = least.log10().floor().max(high - DECADES);
        Self { logarithmic: true, low, high: high.max(low + 1.0) }
    }

    /// Where a number lies: 0 at the foot, 1 at the head. Nothing for what is not finite.
    pub fn place(&self, number: f32) -> Option<f64> {
        if !number.is_finite() {
            return None;
        }
        let number = f64::from(number);
        let at = match (self.logarithmic, number > 0.0) {
            (false, _) => number,
            (true, true) => number.log10(),
            (true, false) => self.low,
        };
        Some(((at - self.low) / (self.high - self.low)).clamp(0.0, 1.0))
    }

    /// A few numbers along the axis, as text, and where they lie.
    pub fn ticks(&self) -> Vec<(f64, String)> {
        if !self.logarithmic {
            let tick = |part: u32| {
                let share = f64::from(part) / 4.0;
                (share, short(share * self.high))
            };
            return (0..=4).map(tick).collect();
        }
        let decades = (self.high - self.low) as i32;
        let step = (decades + 4) / 5;
        let tick = |decade: i32| {
            let power = self.low as i32 + decade;
            (f64::from(decade) / f64::from(decades), power_of_ten(power))
        };
        (0..=decades).step_by(step.max(1) as usize).map(tick).collect()
    }
}

/// The next of 1, 2, 4, 6, 8, 10 times a power of ten.
fn round_up(number: f64) -> f64 {
    let power = 10f64.powf(number.log10().floor());
    let steps = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0];
    steps.iter().map(|step| step * power).find(|step| *step >= number).unwrap_or(number)
}

fn short(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn power_of_ten(power: i32) -> String {
    match power {
        -2 => "0.01".into(),
        -1 => "0.1".into(),
        0..=3 => 10_u32.pow(power as u32).to_string(),
        _ => {
            let power = power.to_string();
            let digits = power.chars().map(|digit| match digit {
                '-' => '\u{207b}',
                '1' => '\u{b9}',
                '2' => '\u{b2}',
                '3' => '\u{b3}',
                other => char::from_u32(0x2070 + other as u32 - '0' as u32).unwrap_or(other),
            });
            format!("10{}", digits.collect::<String>())
        }
    }
}

/// A line through places, in the words of a path, in a frame of `width` by `height`. Where there is
/// no place the line has a gap.
pub fn line(places: &[Option<f64>], width: f64, height: f64) -> String {
    let mut path = String::new();
    let mut begins = true;
    for (at, place) in places.iter().enumerate() {
        match place {
            Some(place) => {
                let x = across(at, places.len()) * width;
                let letter = if begins { 'M' } else { 'L' };
                path.push_str(&format!("{letter}{x:.1} {:.1}", (1.0 - place) * height));
                begins = false;
            }
            None => begins = true,
        }
    }
    path
}

/// Where one of several steps lies from left to right, 0 to 1: in the middle of its part.
pub fn across(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count.max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_one_size_lie_on_an_even_axis() {
        let axis = Axis::new([0.5, 1.7].into_iter());
        assert!(!axis.logarithmic);
        assert_eq!([axis.place(0.0), axis.place(1.0), axis.place(2.0)], [0.0, 0.5, 1.0].map(Some));
        let ticks: Vec<String> = axis.ticks().into_iter().map(|(_, text)| text).collect();
        assert_eq!(ticks, ["0", "0.5", "1", "1.5", "2"]);
    }

    #[test]
    fn numbers_of_many_sizes_lie_on_powers_of_ten() {
        let axis = Axis::new([2e-5, 30.0].into_iter());
        assert!(axis.logarithmic);
        let ticks = axis.ticks();
        assert_eq!(ticks[0], (0.0, "10\u{207b}\u{2075}".into()));
        assert_eq!(ticks.last().map(|(_, text)| text.as_str()), Some("10"));
        let near = |place: Option<f64>, expected: f64| (place.unwrap() - expected).abs() < 1e-6;
        assert!(near(axis.place(0.01), 3.0 / 7.0) && near(axis.place(100.0), 1.0));
        assert!(near(axis.place(0.0), 0.0), "0 has no logarithm and lies at the foot");
    }

    #[test]
    fn odd_numbers_break_nothing() {
        for numbers in [vec![], vec![0.0], vec![f32::NAN, f32::INFINITY], vec![3e-30, 2.0]] {
            let axis = Axis::new(numbers.iter().copied());
            assert!(
                numbers.iter().all(|it| axis.place(*it).is_none_or(|it| (0.0..=1.0).contains(&it)))
            );
            assert!(axis.ticks().len() > 1);
        }
        assert_eq!(Axis::new([1.0, f32::NAN].into_iter()).place(f32::NAN), None);
    }

    #[test]
    fn lines_have_gaps_where_there_is_no_number() {
        let places = [Some(0.0), Some(1.0), None, Some(0.5)];
        assert_eq!(line(&places, 80.0, 10.0), "M10.0 10.0L30.0 0.0M70.0 5.0");
    }
}
