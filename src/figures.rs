//! Numbers as people read them.

use std::fmt::Display;

/// A whole number in groups of three: `61,706`.
pub fn thousands(number: impl Display) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let grouped: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    grouped.join(",")
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn groups_of_three() {
        let numbers = [0, 999, 1000, 61_706, 11_513_626_624_u64].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "61,706", "11,513,626,624"]);
    }
}
