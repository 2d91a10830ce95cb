//! The accessibility checker axe-core, run in the page.

use crate::{page::Page, say, settings};
use serde_json::Value;

/// WCAG 2.2 AA with all that it builds on, and what axe's makers call best practice. The rule on
/// the size of targets belongs to WCAG 2.2 AA, but axe leaves it out unless it is named.
///
/// Colours are looked at when they have come to rest.
const RUN: &str = "const fades = document.getAnimations()
        .filter(fade => Number.isFinite(fade.effect.getComputedTiming().endTime));
    await Promise.allSettled(fades.map(fade => fade.finished));
    const found = await axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
    });
    return { passes: found.passes.length, violations: found.violations.map(({ id, help, nodes }) => ({
        id, help, nodes: nodes.map(node => `${node.target.join(' ')}: ${node.failureSummary}`),
    })) };";

impl Page {
    /// Fails if axe-core finds any violation.
    pub async fn is_accessible(&self, state: &str) {
        if self.eval("return typeof axe").await == "undefined" {
            let path = settings::axe();
            let source = std::fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let outcome = self
                .client
                .execute(&format!("{source}; window.axe = window.axe ?? axe;"), Vec::new())
                .await;
            outcome.unwrap_or_else(|error| panic!("axe-core does not start: {error}"));
        }
        let found = self.eval(RUN).await;
        let passes = found["passes"].as_u64().unwrap_or_default();
        assert!(
            passes > 15,
            "axe-core passed only {passes} rules in the state \"{state}\": did it run?"
        );
        let violations = found["violations"].as_array().cloned().unwrap_or_default();
        let told: Vec<String> = violations.iter().map(tell).collect();
        assert!(told.is_empty(), "axe-core in the state \"{state}\":\n{}", told.join("\n"));
        say(&format!("axe-core, {state}: {passes} rules passed, none broken"));
    }
}

fn tell(violation: &Value) -> String {
    let nodes: Vec<&str> = violation["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .take(4)
        .collect();
    format!("- {} ({}):\n    {}", violation["id"], violation["help"], nodes.join("\n    "))
}
