//! What the checks found, as text.

use super::kernels;
use crate::protocol::{CaseResult, DeviceInfo, look::Checked};
use std::fmt::Write;

/// The network's report as the engine wrote it, then the kernels' with every failure.
pub fn text(
    checked: Option<&Checked>,
    cases: Option<&[CaseResult]>,
    device: Option<&DeviceInfo>,
    browser: &str,
) -> String {
    let mut text = checked.map(|checked| checked.text.clone()).unwrap_or_default();
    let Some(cases) = cases else { return text };
    // Writing to a String cannot fail.
    if text.is_empty() {
        let device = device.map_or("unknown".into(), |it| it.title());
        let _ = writeln!(text, "Triptych {}", env!("CARGO_PKG_VERSION"));
        let _ = writeln!(text, "device: {device}\nwhere: {browser}");
    }
    let _ = writeln!(text, "kernels: {}", kernels::summary(cases));
    for CaseResult { kernel, case, error, tolerance } in cases.iter().filter(|it| !it.passed()) {
        let _ = writeln!(text, "  {kernel}, {case}: error {error:.1e}, allowed {tolerance:.1e}");
    }
    text
}

/// What the browser says it is.
pub fn browser() -> String {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    agent.unwrap_or_else(|| "an unknown browser".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_both_checks_and_every_failure() {
        let checked = Checked {
            network: "lenet5".into(),
            error: Some(1e-6),
            tolerance: 1e-3,
            ms: 1.0,
            text: "Triptych, self-check of LeNet-5\nverdict: passed\n".into(),
        };
        let case = |error| CaseResult {
            kernel: "conv2d".into(),
            case: "odd".into(),
            error,
            tolerance: 1e-5,
        };
        let cases = [case(0.0), case(0.5)];
        let both = text(Some(&checked), Some(&cases), None, "Chromium");
        assert!(both.starts_with(&checked.text), "{both}");
        assert!(
            both.ends_with(
                "kernels: Failed: 1 of 2 cases.\n  conv2d, odd: error 5.0e-1, allowed 1.0e-5\n"
            ),
            "{both}"
        );
        let device = DeviceInfo {
            name: "M2".into(),
            api: "WebGPU".into(),
            gpu: true,
            threads: 0,
            why_cpu: None,
        };
        let kernels = text(None, Some(&cases), Some(&device), "Chromium");
        assert!(kernels.contains("device: M2, WebGPU\nwhere: Chromium\n"), "{kernels}");
        assert_eq!(text(Some(&checked), None, None, ""), checked.text);
    }
}
