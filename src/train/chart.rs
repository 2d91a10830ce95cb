//! The learning curve and the confusion matrix as SVG pictures, for light and dark pages.

use super::Epoch;
use std::fmt::Write;

/// Colours that hold their contrast on white and on near black.
const STYLE: &str = "<style>\
text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-size:16px;font-weight:600}\
.axis{stroke:#8c959f;stroke-width:1}.grid{stroke:#d0d7de;stroke-width:1}\
.train{stroke:#0969da;fill:none;stroke-width:2;stroke-dasharray:5 4}.test{stroke:#bc4c00;fill:none;stroke-width:2}\
.label-train{fill:#0969da}.label-test{fill:#bc4c00}.back{fill:#fff}.cell{fill:#0969da}.wrong{fill:#bc4c00}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#8b949e}.grid{stroke:#30363d}\
.train{stroke:#58a6ff}.test{stroke:#f0883e}.label-train{fill:#58a6ff}.label-test{fill:#f0883e}.back{fill:#0d1117}\
.cell{fill:#58a6ff}.wrong{fill:#f0883e}}</style>";

/// Width and height of the learning curve's picture, and the room around its axes.
const SIZE: [f32; 2] = [640.0, 360.0];
const ROOM: [f32; 4] = [64.0, 150.0, 48.0, 48.0]; // left, right, top, bottom

fn open(title: &str, width: f32, height: f32) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>{title}</title>\n{STYLE}\n<rect class=\"back\" width=\"{width}\" height=\"{height}\"/>\n\
         <text class=\"title\" x=\"16\" y=\"28\">{title}</text>\n"
    )
}

/// Wrong answers per cent by epoch, on a logarithmic scale: while training and on the test set.
pub fn learning_curve(title: &str, epochs: &[Epoch]) -> String {
    let [left, right, top, bottom] = ROOM;
    let (width, height) = (SIZE[0] - left - right, SIZE[1] - top - bottom);
    let wrong = |accuracy: f32| (100.0 * (1.0 - accuracy)).max(0.01);
    let series: [(&str, &str, Vec<f32>); 2] = [
        (
            "train",
            "distorted training set",
            epochs.iter().map(|e| wrong(e.train_accuracy)).collect(),
        ),
        ("test", "test set", epochs.iter().map(|e| wrong(e.test_accuracy)).collect()),
    ];
    let values = || series.iter().flat_map(|(.., values)| values.iter().copied());
    let low = values().fold(1.0f32, f32::min).log10().floor();
    let high = values().fold(1.0f32, f32::max).log10().ceil().max(low + 1.0);
    let y = |percent: f32| top + height * (high - percent.log10()) / (high - low);
    let x =
        |epoch: usize| left + width * epoch as f32 / epochs.len().saturating_sub(1).max(1) as f32;

    let mut svg = open(title, SIZE[0], SIZE[1]);
    for decade in low as i32..=high as i32 {
        for step in [1.0, 2.0, 5.0] {
            let percent = step * 10f32.powi(decade);
            if percent.log10() <= high + 1e-3 {
                let y = y(percent);
                let _ = writeln!(
                    svg,
                    "<path class=\"grid\" d=\"M{left} {y:.1}h{width}\"/><text x=\"{:.1}\" y=\"{:.1}\" \
                     text-anchor=\"end\">{percent} %</text>",
                    left - 8.0,
                    y + 4.0
                );
            }
        }
    }
    let every = epochs.len().div_ceil(10).max(1);
    for (epoch, _) in epochs.iter().enumerate().filter(|(i, _)| (i + 1) % every == 0 || *i == 0) {
        let (x, y) = (x(epoch), top + height + 20.0);
        let _ = writeln!(
            svg,
            "<text x=\"{x:.1}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
            epoch + 1
        );
    }
    let foot = top + height;
    let _ = writeln!(svg, "<path class=\"axis\" d=\"M{left} {foot}h{width}\"/>");
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">epoch</text><text x=\"{left}\" y=\"{}\" \
         text-anchor=\"middle\">wrong</text>",
        left + width / 2.0,
        SIZE[1] - 8.0,
        top - 8.0
    );
    let mut lowest_label = f32::NEG_INFINITY;
    let mut ends: Vec<_> =
        series.iter().filter_map(|s| s.2.last().map(|&last| (y(last), last, s.0, s.1))).collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (class, _, values) in &series {
        let points: String =
            values.iter().enumerate().map(|(i, &v)| format!("{:.1},{:.1} ", x(i), y(v))).collect();
        let _ = writeln!(svg, "<polyline class=\"{class}\" points=\"{}\"/>", points.trim_end());
    }
    for (end, last, class, name) in ends {
        let place = end.max(lowest_label + 34.0);
        lowest_label = place;
        let x = left + width + 8.0;
        let _ = writeln!(
            svg,
            "<text class=\"label-{class}\" x=\"{x}\" y=\"{place:.1}\">{name}<tspan x=\"{x}\" dy=\"16\">{last:.2} %\
             </tspan></text>"
        );
    }
    svg + "</svg>\n"
}

/// How often each digit (rows) was taken for each (columns). Wrong answers are shaded by their
/// number, right ones evenly.
pub fn confusion_matrix(title: &str, counts: &[[u32; 10]; 10]) -> String {
    const CELL: f32 = 44.0;
    let origin = [72.0, 80.0];
    let side = 10.0 * CELL;
    let mut svg = open(title, origin[0] + side + 16.0, origin[1] + side + 16.0);
    let (middle_x, middle_y) = (origin[0] + side / 2.0, origin[1] + side / 2.0);
    let _ = writeln!(svg, "<text x=\"{middle_x}\" y=\"50\" text-anchor=\"middle\">answer</text>");
    let _ = writeln!(
        svg,
        "<text transform=\"translate(24 {middle_y})rotate(-90)\" text-anchor=\"middle\">digit</text>"
    );
    let most = counts.iter().enumerate().flat_map(|(digit, row)| {
        row.iter().enumerate().filter(move |&(answer, _)| answer != digit).map(|(_, &count)| count)
    });
    let most = most.max().unwrap_or(0).max(1) as f32;
    for (digit, row) in counts.iter().enumerate() {
        let y = origin[1] + digit as f32 * CELL;
        let text_y = y + CELL / 2.0 + 5.0;
        let _ = writeln!(
            svg,
            "<text x=\"{:.0}\" y=\"{text_y}\" text-anchor=\"end\">{digit}</text><text x=\"{:.0}\" y=\"72\" \
             text-anchor=\"middle\">{digit}</text>",
            origin[0] - 10.0,
            origin[0] + (digit as f32 + 0.5) * CELL
        );
        for (answer, &count) in row.iter().enumerate() {
            let x = origin[0] + answer as f32 * CELL;
            let (class, opacity) = match (count, answer == digit) {
                (_, true) => ("cell", 0.3),
                (0, _) => ("cell", 0.04),
                _ => ("wrong", 0.15 + 0.45 * count as f32 / most),
            };
            let inner = CELL - 2.0;
            let _ = writeln!(
                svg,
                "<rect class=\"{class}\" fill-opacity=\"{opacity:.2}\" x=\"{x}\" y=\"{y}\" width=\"{inner}\" \
                 height=\"{inner}\" rx=\"3\"/>"
            );
            if count > 0 {
                let x = x + CELL / 2.0;
                let _ = writeln!(
                    svg,
                    "<text x=\"{x}\" y=\"{text_y}\" text-anchor=\"middle\">{count}</text>"
                );
            }
        }
    }
    svg + "</svg>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(accuracy: f32) -> Epoch {
        Epoch { train_accuracy: accuracy, test_accuracy: accuracy, ..Epoch::default() }
    }

    #[test]
    fn curves_of_any_length_have_numbers_only() {
        for count in [0, 1, 2, 40] {
            let epochs: Vec<_> = (0..count).map(|i| epoch(1.0 - 0.1 / (i + 1) as f32)).collect();
            let svg = learning_curve("LeNet-5", &epochs);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
        }
        assert!(!learning_curve("perfect", &[epoch(1.0), epoch(0.0)]).contains("inf"));
    }

    #[test]
    fn the_matrix_shows_every_count() {
        let mut counts = [[0; 10]; 10];
        (counts[4][9], counts[4][4]) = (17, 965);
        let svg = confusion_matrix("LeNet-5", &counts);
        assert!(svg.contains(">17<") && svg.contains(">965<"));
    }
}
