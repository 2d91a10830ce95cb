//! Numbers and devices as the page writes them.

use crate::error::Error;
use crate::protocol::DeviceInfo;
use serde_json::{Value, json};

pub use crate::figures::thousands;

/// `98.6 %`, of a share from 0 to 1. No line ends before its sign.
pub fn percent(share: f32) -> String {
    format!("{:.1}\u{a0}%", 100.0 * share)
}

/// The same words for texts that other programs read.
pub fn plain(words: &str) -> String {
    words.replace('\u{a0}', " ")
}

/// [`percent`] of a part of a whole; `< 0.1 %` of one that is there, but would read `0.0 %`.
pub fn part(share: f32) -> String {
    match percent(share) {
        none if share > 0.0 && none == percent(0.0) => format!("< {}", percent(0.001)),
        part => part,
    }
}

/// `1 run`, `10,000 runs`.
pub fn runs(count: usize) -> String {
    format!("{} run{}", thousands(count), if count == 1 { "" } else { "s" })
}

/// `0.214 ms`, `3.42 ms`, `18.0 ms`, `412 ms`: three figures that mean something. What took no time is less than the
/// clock can tell, which may be whole milliseconds (`src/clock.rs`).
pub fn milliseconds(time: f64) -> String {
    if time <= 0.0 { "less than 1 ms".into() } else { format!("{} ms", figures(time)) }
}

/// `0.214`, `3.42`, `18.0`, `4,120`: three figures that mean something, without a unit.
pub fn figures(number: f64) -> String {
    match number {
        n if n < 1.0 => format!("{n:.3}"),
        n if n < 10.0 => format!("{n:.2}"),
        n if n < 100.0 => format!("{n:.1}"),
        n => thousands(n.round() as usize),
    }
}

/// A device, for programs that read what the page gives out.
pub fn device(info: &DeviceInfo) -> Value {
    json!({
        "name": info.name,
        "api": info.api,
        "gpu": info.gpu,
        "threads": info.threads,
        "whyCpu": info.why_cpu.map(|why| format!("{why:?}")),
    })
}

/// `one cut`, `8 cuts`, `1,200 cuts`.
pub fn counted(number: usize, thing: &str) -> String {
    if number == 1 { format!("one {thing}") } else { format!("{} {thing}s", thousands(number)) }
}

/// `one input`, `8 inputs`.
pub fn inputs(number: u32) -> String {
    counted(number as usize, "input")
}

/// `one change`, `8 changes`.
pub fn changes(number: usize) -> String {
    counted(number, "change")
}

/// `420 kB`, `1.9 MB`, `2.1 GB`.
pub fn bytes(size: u64) -> String {
    match size as f64 {
        b if b < 999.5 => format!("{size} bytes"),
        b if b < 999_500.0 => format!("{:.0} kB", b / 1e3),
        b if b < 999_950_000.0 => format!("{:.1} MB", b / 1e6),
        b => format!("{:.1} GB", b / 1e9),
    }
}

/// `61.1 M`, `4,089 M`; smaller numbers in full.
pub fn millions(number: u64) -> String {
    match number as f64 / 1e6 {
        m if m < 1.0 => thousands(number as usize),
        m if m < 99.95 => format!("{m:.1} M"),
        m => format!("{} M", thousands(m.round() as usize)),
    }
}

/// `11 s`, `2 min`, of seconds.
pub fn duration(seconds: f64) -> String {
    match seconds.ceil() {
        s if s < 100.0 => format!("{s:.0} s"),
        s if s < 6000.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.0} h", s / 3600.0),
    }
}

/// The first name of a label with several, with a capital letter: `Ladybug` of `ladybug, ladybeetle`.
pub fn first_label(label: &str) -> String {
    let first = label.split(',').next().unwrap_or_default().trim();
    let mut letters = first.chars();
    letters.next().map_or_else(String::new, |letter| letter.to_uppercase().chain(letters).collect())
}

/// The layer's name as the papers write it: `C1`, but `conv3_2` and `fc6`.
pub fn layer(name: &str) -> String {
    if name.len() == 2 && name.ends_with(|c: char| c.is_ascii_digit()) {
        name.to_uppercase()
    } else {
        name.into()
    }
}

/// `28 x 28 x 6`, or `120` where there is one row and column.
pub fn shape([height, width, channels]: [usize; 3]) -> String {
    if height * width == 1 {
        channels.to_string()
    } else {
        format!("{height} \u{d7} {width} \u{d7} {channels}")
    }
}

/// A number of a feature map: `1.31`, `12.4`, `0`; never `-0.00`.
pub fn value(number: f32) -> String {
    let text = decimals(number.into(), if number.abs() < 9.995 { 2 } else { 1 });
    if text.trim_matches(['0', '.']).is_empty() { "0".into() } else { text }
}

/// A number with so many decimals: `1.310`; never `-0.000`.
pub fn decimals(number: f64, places: usize) -> String {
    let text = format!("{number:.places$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.trim_matches(['0', '.']).is_empty() => rest.into(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// `a 7`, `an 8`: a digit with its article.
pub fn a_digit(digit: usize) -> String {
    let article = if digit == 8 { "an" } else { "a" };
    format!("{article} {digit}")
}

/// What went wrong, and then what to do: two sentences.
pub fn failure(error: &Error) -> String {
    format!("{} {}", sentence(&error.to_string()), error.advice())
}

/// The words with a capital first letter, unless they begin with a file's name, and a full stop.
pub fn sentence(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    let (capital, rest) = match words.chars().next() {
        Some(letter) if first.chars().all(char::is_alphabetic) => {
            (letter.to_uppercase().to_string(), &words[letter.len_utf8()..])
        }
        _ => (String::new(), words),
    };
    let stop = if words.ends_with(['.', '?']) { "" } else { "." };
    format!("{capital}{rest}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(percent(0.986), "98.6\u{a0}%");
        let parts = [0.0, 3e-4, 6e-4, 0.5].map(part).map(|part| plain(&part));
        assert_eq!(parts, ["0.0 %", "< 0.1 %", "0.1 %", "50.0 %"]);
        let times = [0.2141, 3.4, 18.04, 412.3, 64_600.0].map(milliseconds);
        assert_eq!(times, ["0.214 ms", "3.40 ms", "18.0 ms", "412 ms", "64,600 ms"]);
        assert_eq!(milliseconds(0.0), "less than 1 ms");
        let sizes = [12, 420_000, 1_900_000, 2_100_000_000].map(bytes);
        assert_eq!(sizes, ["12 bytes", "420 kB", "1.9 MB", "2.1 GB"]);
        let numbers = [61_706, 61_100_840, 4_089_184_256].map(millions);
        assert_eq!(numbers, ["61,706", "61.1 M", "4,089 M"]);
        let counts = [1, 8, 1200].map(|count| counted(count, "cut"));
        assert_eq!(counts, ["one cut", "8 cuts", "1,200 cuts"]);
        assert_eq!([10.2, 130.0, 7200.0].map(duration), ["11 s", "2 min", "2 h"]);
        assert_eq!([-0.001, -1.5, 10.88].map(value), ["0", "\u{2212}1.50", "10.9"]);
        assert_eq!([-0.0004, -1.5].map(|it| decimals(it, 3)), ["0.000", "\u{2212}1.500"]);
    }

    #[test]
    fn names_read_well() {
        assert_eq!(["c1", "conv3_2", "fc", "fc6"].map(layer), ["C1", "conv3_2", "fc", "fc6"]);
        assert_eq!((shape([1, 1, 84]), shape([5, 5, 16])), ("84".into(), "5 × 5 × 16".into()));
        assert_eq!(sentence("the GPU went away: reset"), "The GPU went away: reset.");
        assert_eq!(sentence("weights/a.b is gone."), "weights/a.b is gone.");
        assert_eq!([7, 8].map(a_digit), ["a 7", "an 8"]);
        assert_eq!(sentence(""), ".");
        assert_eq!(
            ["ladybug, ladybeetle", "", "\u{e9}lan"].map(first_label),
            ["Ladybug", "", "\u{c9}lan"]
        );
    }
}
