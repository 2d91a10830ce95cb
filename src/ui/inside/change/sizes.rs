//! Sizes of numbers, in words.

use crate::{protocol::look::Norm, ui::words};

/// A size with three figures that mean something, however small: `1.31`, `0.0042`, `3.1e-9`.
pub fn size(number: f32) -> String {
    match number {
        0.0 => "0".into(),
        n if !(1e-4..1e6).contains(&n.abs()) => format!("{n:.1e}").replace('-', "\u{2212}"),
        n if n.abs() < 1.0 => {
            let decimals = (2.0 - n.abs().log10().floor()).clamp(2.0, 6.0) as usize;
            format!("{n:.decimals$}")
        }
        n if n.abs() < 100.0 => format!("{n:.2}"),
        n => words::thousands(n.round() as usize),
    }
}

/// What is known after one block.
pub fn told(norm: &Norm, changed: bool) -> String {
    let mut told = format!("{}: {} as it is", words::layer(&norm.row), size(norm.plain));
    if changed {
        told.push_str(&format!(", {} with your changes", size(norm.edited)));
    }
    if let Some(bare) = norm.without_skips {
        told.push_str(&format!(", {} without any skip", size(bare)));
    }
    format!("{told}.")
}

/// What skip connections do to the sizes, after the last block; nothing where there are none.
pub fn the_point(norms: &[Norm]) -> Option<String> {
    let last = norms.last()?;
    let bare = last.without_skips?;
    let (whole, bare_words) = (size(last.plain), size(bare));
    let begin = format!(
        "After the last block the numbers are {whole} in size; without any skip {bare_words}"
    );
    let times = |ratio: f32| match ratio {
        ratio if ratio < 10.0 => format!("{ratio:.1}"),
        ratio if ratio < 1e6 => words::thousands(ratio.round() as usize),
        _ => "more than a million".into(),
    };
    Some(match last.plain / bare {
        ratio if !ratio.is_finite() => format!("{begin}: nothing is left."),
        ratio if ratio >= 1.05 => format!("{begin}, {} times smaller.", times(ratio)),
        ratio if ratio > 0.0 && ratio <= 1.0 / 1.05 => {
            format!("{begin}, {} times larger.", times(1.0 / ratio))
        }
        _ => format!("{begin}, about the same."),
    })
}

/// Where stages begin, with their names: `conv3_x` of `conv3_1.2`; rows that belong to none have
/// their own names, as far as there is room for them.
pub fn stage_marks(norms: &[Norm]) -> Vec<(usize, String)> {
    let stage = |norm: &Norm| match norm.row.rsplit_once('_') {
        Some((stage, _)) => format!("{stage}_x"),
        None => words::layer(&norm.row),
    };
    let mut marks: Vec<(usize, String)> = Vec::new();
    for (at, norm) in norms.iter().enumerate() {
        let name = stage(norm);
        if marks.last().is_none_or(|(_, last)| *last != name) {
            marks.push((at, name));
        }
    }
    let every = marks.len().div_ceil(8).max(1);
    marks.into_iter().step_by(every).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(row: &str, plain: f32, without_skips: Option<f32>) -> Norm {
        Norm { row: row.into(), plain, edited: plain / 2.0, without_skips }
    }

    #[test]
    fn sizes_read_well() {
        let sizes = [0.0, 1.314, 0.0421, 0.00042, 3.14e-9, 12345.0].map(size);
        assert_eq!(sizes, ["0", "1.31", "0.0421", "0.000420", "3.1e\u{2212}9", "12,345"]);
    }

    #[test]
    fn a_block_is_told() {
        let norm = norm("conv3_1.2", 2.0, Some(0.5));
        assert_eq!(told(&norm, false), "conv3_1.2: 2.00 as it is, 0.500 without any skip.");
        assert!(told(&norm, true).contains("1.00 with your changes"));
    }

    #[test]
    fn the_point_is_a_factor() {
        let point = |plain, bare| the_point(&[norm("conv5_2.2", plain, Some(bare))]).unwrap();
        assert!(point(2.0, 0.004).ends_with("without any skip 0.00400, 500 times smaller."));
        assert!(point(0.5, 1.0).ends_with("2.0 times larger."));
        assert!(point(1.0, 1.0).ends_with("about the same."));
        assert!(point(1.0, 0.0).ends_with("nothing is left."));
        assert_eq!(the_point(&[norm("c1", 1.0, None)]), None);
        assert_eq!(the_point(&[]), None);
    }

    #[test]
    fn stages_are_marked_where_they_begin() {
        let norms = ["conv2_1.2", "conv2_2.2", "conv3_1.2"].map(|row| norm(row, 1.0, None));
        assert_eq!(stage_marks(&norms), [(0, "conv2_x".into()), (2, "conv3_x".into())]);
        let rows: Vec<Norm> = (0..20).map(|i| norm(&format!("r{i}"), 1.0, None)).collect();
        assert!(stage_marks(&rows).len() <= 8);
    }
}
