//! Does this device compute rightly: a known input through the network, and every kernel's cases.

mod course;
mod kernels;
mod network;
mod report;

use super::{
    depths::{Depths, Told},
    lab::Lab,
};
use crate::{
    protocol::{CaseResult, look::Checked},
    ui::copy::CopyButtons,
};
use course::Course;
use kernels::KernelCheck;
use leptos::prelude::*;
use network::NetworkCheck;

/// What a check is.
const TOLD: Told = Told {
    line: "The same input gives the same numbers on every machine, but for the last digits.",
    paragraph: "A fixed input, made of whole numbers, runs through the network on this device. Its outputs \
        are compared with known ones: those of our CPU code, which the tests hold against ONNX Runtime. Sums of many \
        numbers differ a little with their order, so that a difference up to the tolerance is right. A \
        larger one means that a driver or a kernel is wrong, and that the answers here cannot be trusted.",
    formula: "passed if max |logit \u{2212} known| \u{2264} 0.001 \u{d7} max(1, max |logit|)",
    reference: "src/look/check.rs and docs/architecture.md.",
};

/// The room.
#[component]
pub fn CheckRoom(
    /// The laboratory.
    lab: Lab,
) -> impl IntoView {
    let network = RwSignal::new(Course::<Checked>::Idle);
    let kernels = RwSignal::new(Course::<Vec<CaseResult>>::Idle);
    // Another network, other weights, or another device have not been checked.
    Effect::new(move |before: Option<_>| {
        let now = (lab.looked.get(), lab.engine.device.get());
        if before.is_some_and(|before| before != now) {
            network.set(Course::Idle);
            kernels.set(Course::Idle);
        }
        now
    });
    let text = Signal::derive(move || {
        let (network, kernels) = (network.get(), kernels.get());
        let checked = if let Course::Done(checked) = &network { Some(checked) } else { None };
        let cases = if let Course::Done(cases) = &kernels { Some(cases.as_slice()) } else { None };
        report::text(checked, cases, lab.engine.device.get().as_ref(), &report::browser())
    });
    let done = Memo::new(move |_| {
        network.with(|course| matches!(course, Course::Done(_)))
            || kernels.with(|course| matches!(course, Course::Done(_)))
    });
    view! {
        <div class="checks">
            <Depths told=TOLD />
            <NetworkCheck lab course=network />
            <KernelCheck lab course=kernels />
            <section class="check-report" aria-labelledby="check-report">
                <h3 id="check-report">"For a bug report"</h3>
                <Show
                    when=move || done.get()
                    fallback=|| view! { <p class="small">"What the checks find comes here as text."</p> }
                >
                    <pre tabindex="0" role="region" aria-label="Report" data-testid="check-text">{text}</pre>
                    <CopyButtons texts=vec![("check-copy", "Copy as text", text)] instead="text" live=lab.live />
                </Show>
            </section>
        </div>
    }
}
