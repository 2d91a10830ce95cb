//! `triptych summary NETWORK`.

use std::fmt::Write;
use triptych::arch::Network;
use triptych::figures::thousands;

/// The network's table as text: a line a row, totals at the end.
pub fn summary(network: &Network) -> String {
    let mut text = format!("{} ({}): {}\n", network.title, network.family.year(), network.source);
    let shape = |[height, width, channels]: [usize; 3]| format!("{height} x {width} x {channels}");
    let mut line = |name: &str, output: &str, parameters: &str, macs: &str| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name:<20} {output:>16} {parameters:>12} {macs:>15}");
    };
    line("layer", "output", "parameters", "multiply-adds");
    line("input", &shape(network.input), "", "");
    for row in network.summary() {
        let number = |count: u64| if count == 0 { String::new() } else { thousands(count) };
        line(&row.name, &shape(row.output), &number(row.parameters as u64), &number(row.macs));
    }
    line("total", "", &thousands(network.parameters()), &thousands(network.macs()));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_has_a_line_a_row_and_the_totals() {
        let network = triptych::arch::find("resnet50").unwrap();
        let text = summary(&network);
        assert_eq!(text.lines().count(), network.rows.len() + 4);
        let last = text.lines().last().unwrap();
        assert!(last.contains("25,557,032") && last.contains("4,089,184,256"), "{last}");
        assert!(text.contains("56 x 56 x 256"));
    }
}
