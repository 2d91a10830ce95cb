//! "What a layer saw", as a visitor uses it.

use crate::browser::Look;
use crate::page::Page;
use serde_json::Value;

/// A step of the arithmetic as it is shown: its sign, its number, its words.
pub type Step = (String, f64, String);

/// The numbers of a JSON list.
pub fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().into_iter().flatten().map(|it| it.as_f64().unwrap_or(f64::NAN)).collect()
}

impl Page {
    /// Opens the room for what is drawn, or for the chosen photo.
    pub async fn open_layer_room(&self) {
        self.click("room-layer").await;
        self.layer_read().await;
    }

    /// Waits until the open row's maps are read, and the chosen number worked through.
    pub async fn layer_read(&self) {
        let read =
            "document.querySelector('[data-testid=saw-status]')?.innerText.includes('Read in')";
        self.until_within("the maps are read", read, self.waking()).await;
        let worked = "!!document.querySelector('[data-testid=saw-steps] tr.result')";
        self.until_within("a number is worked through", worked, self.waking()).await;
    }

    /// Goes to the next rows until one of this name is open.
    pub async fn go_to_layer(&self, name: &str) {
        for _ in 0..40 {
            if self.text("saw-name").await.as_deref() == Some(name) {
                return self.layer_read().await;
            }
            self.click("saw-next").await;
        }
        panic!("no row {name} after 40 steps");
    }

    /// The numbers of a grid as they are shown.
    pub async fn shown_grid(&self, name: &str) -> Vec<f64> {
        let script = format!(
            "return [...document.querySelectorAll('[data-testid={name}] td')]
                .map(cell => Number(cell.innerText.replace('\u{2212}', '-')))"
        );
        numbers(&self.eval(&script).await)
    }

    /// The steps of the arithmetic, which add up by their shown figures; each is rounded by half of
    /// its last one.
    pub async fn steps_that_add_up(&self) -> Vec<Step> {
        let script = "return [...document.querySelectorAll('[data-testid=saw-steps] tr')].map(row => [
            row.dataset.sign, Number(row.querySelector('.number').innerText.replace('\u{2212}', '-')),
            row.querySelector('th').innerText])";
        let rows = self.eval(script).await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let step =
            |row: &Value| (text(&row[0]), row[1].as_f64().unwrap_or(f64::NAN), text(&row[2]));
        let steps: Vec<Step> = rows.as_array().into_iter().flatten().map(step).collect();
        let mut sum = f64::NAN;
        for (sign, number, _) in &steps {
            match sign.as_str() {
                "" => sum = *number,
                "+" => sum += number,
                "\u{d7}" => sum *= number,
                "\u{f7}" => sum /= number,
                "=" if sum.is_nan() => sum = *number,
                "=" => {
                    let close = (sum - number).abs() < 0.01 * number.abs().max(1.0);
                    assert!(close, "{sum} is shown as {number}: {steps:?}");
                }
                _ => {}
            }
        }
        assert!(!sum.is_nan(), "{steps:?}");
        let value = self.text("saw-value").await.unwrap_or_default().replace('\u{2212}', "-");
        let last = steps.last().map_or(f64::NAN, |step| step.1);
        let value: f64 = value.parse().unwrap_or(f64::NAN);
        assert!((value - last).abs() < 0.06, "{value} is shown above, {last} below");
        steps
    }

    /// No rule of axe-core is broken, nothing is wider than the window, no words are a developer's;
    /// and a screenshot.
    pub async fn layer_looks_well(&self, state: &str, look: Look) {
        self.looks_well(&format!("layer, {state}"), look).await;
        self.is_civil().await;
        self.whole_picture(&format!("layer-{}-{}", state.replace(' ', "-"), look.name()), look)
            .await;
    }
}
