//! Every kernel's cases on the visitor's own GPU.

use super::course::{Course, Part, can_start, failure, run, verdict};
use crate::{protocol::CaseResult, ui::inside::lab::Lab};
use leptos::prelude::*;

/// As many failures are listed; the text for a report has all.
const LISTED: usize = 20;

/// The button and what came of it.
#[component]
pub fn KernelCheck(
    /// The laboratory.
    lab: Lab,
    /// How far it is.
    course: RwSignal<Course<Vec<CaseResult>>>,
) -> impl IntoView {
    let gpu = Memo::new(move |_| {
        lab.engine.device.with(|device| device.as_ref().is_some_and(|device| device.gpu))
    });
    let able = Memo::new(move |_| gpu.get() && can_start(lab, course));
    let start = move || {
        run(lab, course, lab.engine.check_kernels(), |cases| summary(cases));
    };
    let shown = move || {
        match course.get() {
        Course::Idle if !gpu.get() => view! {
            <p class="small" data-testid="check-kernels-cpu">"The kernels run on a GPU only; here the CPU does the work, with code of its own."</p>
        }
        .into_any(),
        Course::Idle => view! {
            <p class="small">"Each kernel against plain loops, on real and on awkward sizes. It takes some seconds, and drawings wait meanwhile."</p>
        }
        .into_any(),
        Course::Running => view! { <p class="small">"Running every case. On a GPU in software this takes minutes."</p> }.into_any(),
        Course::Failed(error) => failure(&error),
        Course::Done(cases) => view! { <Cases cases /> }.into_any(),
    }
    };
    view! {
        <Part name="check-kernels" title="Every kernel on this GPU" label="Run all cases" able start>
            {shown}
        </Part>
    }
}

#[component]
fn Cases(cases: Vec<CaseResult>) -> impl IntoView {
    let failures: Vec<_> = cases.iter().filter(|case| !case.passed()).cloned().collect();
    let state = if failures.is_empty() && !cases.is_empty() { "good" } else { "bad" };
    let row = |case: CaseResult| {
        view! {
            <tr>
                <th scope="row">{case.kernel}</th>
                <td>{case.case}</td>
                <td>{format!("{:.1e}", case.error)}</td>
                <td>{format!("{:.1e}", case.tolerance)}</td>
            </tr>
        }
    };
    let table = (!failures.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label="Failures">
                <table data-testid="check-failures">
                    <thead><tr><th scope="col">"Kernel"</th><th scope="col">"Case"</th><th scope="col">"Error"</th><th scope="col">"Allowed"</th></tr></thead>
                    <tbody>{failures.into_iter().take(LISTED).map(row).collect_view()}</tbody>
                </table>
            </div>
        }
    });
    view! {
        {verdict("check-kernels-verdict", state, summary(&cases))}
        {table}
    }
}

/// How many passed, in a sentence.
pub fn summary(cases: &[CaseResult]) -> String {
    let failed = cases.iter().filter(|case| !case.passed()).count();
    let mut kernels: Vec<&str> = cases.iter().map(|case| case.kernel.as_str()).collect();
    kernels.sort_unstable();
    kernels.dedup();
    match (cases.len(), failed) {
        (0, _) => "Failed: no case was run.".into(),
        (all, 0) => format!("Passed: all {all} cases of {} kernels.", kernels.len()),
        (all, failed) => format!("Failed: {failed} of {all} cases."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_counted() {
        let case = |kernel: &str, error| CaseResult {
            kernel: kernel.into(),
            case: "odd".into(),
            error,
            tolerance: 1e-5,
        };
        let passing = [case("a", 0.0), case("b", 1e-6), case("a", 0.0)];
        assert_eq!(summary(&passing), "Passed: all 3 cases of 2 kernels.");
        let failing = [case("a", 0.0), case("b", f32::NAN)];
        assert_eq!(summary(&failing), "Failed: 1 of 2 cases.");
        assert_eq!(summary(&[]), "Failed: no case was run.");
    }
}
