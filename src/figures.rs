//! Numbers as people read them.

/// A whole number in groups of three: `61,706`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let grouped: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    grouped.join(",")
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn groups_of_three() {
        let numbers = [0, 999, 1000, 61_706, 4_089_184_256].map(thousands);
        assert_eq!(numbers, ["0", "999", "1,000", "61,706", "4,089,184,256"]);
    }
}
