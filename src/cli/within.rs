//! Numbers on the command line that must lie in a range. `train` includes this file too.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Reads a number in `range`, for clap, which has such a reader for whole numbers only.
pub fn within<T: FromStr + PartialOrd + Display + Clone>(
    range: RangeInclusive<T>,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| format!("it is a number from {} to {}", range.start(), range.end()))
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn what_lies_outside_is_refused() {
        let share = within(0.0..=1.0_f32);
        assert_eq!((share("0"), share("0.81"), share("1")), (Ok(0.0), Ok(0.81), Ok(1.0)));
        for wrong in ["-0.1", "1.01", "nan", "inf", "x", ""] {
            assert_eq!(share(wrong).unwrap_err(), "it is a number from 0 to 1", "{wrong}");
        }
    }
}
