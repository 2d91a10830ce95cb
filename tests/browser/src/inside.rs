//! Look inside, as a visitor uses it, and what the engine says to a script that asks the same.

use crate::{Pointer, hands::Hand, page::Page, photos::sample, weights::LABELS};
use serde_json::{Value, json};

/// The class that is shown by this name: a digit, `Class 3` of a network without names, or one of
/// [`LABELS`].
pub fn class_of(name: &str) -> u64 {
    let name = name.to_lowercase();
    let number = name.strip_prefix("class ").unwrap_or(&name).parse().ok();
    let label = || LABELS.iter().position(|label| label.to_lowercase().starts_with(&name));
    let class = number.or_else(|| label().map(|class| class as u64));
    class.unwrap_or_else(|| panic!("no class is called {name}"))
}

impl Page {
    /// The finding for a question about a network on a subject, with edits.
    pub async fn ask_inside(&self, subject: &Value, edits: Value, question: Value) -> Value {
        let asked = json!({ "subject": subject, "edits": edits, "question": question });
        let answer = self.script("return triptych.look.ask(...arguments)", vec![asked]).await;
        let answer = answer.unwrap_or_else(|error| panic!("{question}: {error}"));
        answer["finding"].clone()
    }

    /// Draws a digit and opens a tool on it. Gives what the tool looks at, as it is shown: eight bits
    /// a pixel.
    pub async fn look_at_digit(&self, digit: usize, room: &str) -> Value {
        self.open_ready("/?device=cpu").await;
        self.draw(Pointer::Mouse, &Hand::Continental.digit(digit)).await;
        assert_eq!(self.answer().await.digit, digit);
        self.enter(room).await;
        self.digit_looked_at().await
    }

    /// The digit that is looked at, as a script asks about it.
    pub async fn digit_looked_at(&self) -> Value {
        let pixels = "const canvas = document.querySelector('[data-testid=inside-input] canvas');
            const { width, height } = canvas;
            const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
            return Array.from({ length: width * height }, (_, i) => data[4 * i] / 255)";
        json!({ "Digit": self.eval(pixels).await })
    }

    /// Opens the page with both networks of made-up weights, gives them a photo, and opens a tool on
    /// one of them: `alexnet` or `resnet`. Gives what the tool looks at, as a script asks about it.
    pub async fn look_at_photo(&self, name: &str, net: &str, room: &str) -> Value {
        self.open_photo_pair().await;
        self.choose("choose", &[&sample(name)]).await;
        self.photo_answers().await;
        self.click(&format!("inside-{net}")).await;
        self.enter(room).await;
        let open = format!("return (await triptych.photo.open('samples/photos/{name}')).picture");
        let picture = self.eval(&open).await;
        let slot = if net == "alexnet" { "AlexNet" } else { "ResNet" };
        let crop = json!({ "x": 0.5, "y": 0.5, "zoom": 1.0 });
        json!({ "Photo": { "slot": slot, "picture": picture, "crop": crop } })
    }

    /// Opens a tool and waits for the answer beside it.
    pub async fn enter(&self, room: &str) {
        self.click(&format!("room-{room}")).await;
        self.verdict_is_current().await;
    }

    /// Waits until the answer is that of the network with its changes.
    pub async fn verdict_is_current(&self) {
        let current =
            "document.querySelector('[data-testid=inside-verdict]')?.dataset.current === 'true'
                && !!document.querySelector('[data-testid=inside-verdict] tbody tr')";
        self.until_within("the answer in the tool", current, self.waking()).await;
    }

    /// Waits until a long question has come to a state: `idle`, `busy`, `done`.
    pub async fn run_is(&self, name: &str, state: &str) {
        let run = format!("document.querySelector('[data-testid=run-{name}]')?.dataset.state");
        let there = format!("{run} === '{state}'");
        self.until_within(&format!("{name} is {state}"), &there, self.waking()).await;
    }

    /// A number that an element keeps beside its text.
    pub async fn number(&self, id: &str, name: &str) -> f64 {
        let value = format!("document.querySelector('[data-testid=\"{id}\"]')?.dataset.{name}");
        let text = self.until(&format!("{name} of {id}"), &value).await;
        let number = text.as_str().and_then(|text| text.parse().ok());
        number.unwrap_or_else(|| panic!("{name} of {id}: {text}"))
    }
}

/// The shares in the verdict's column, 0 to 1; the classes in the order shown.
pub async fn verdict(page: &Page, column: usize) -> Vec<(String, f64)> {
    let rows = page
        .eval(&format!(
            "return [...document.querySelectorAll('[data-testid=inside-verdict] tbody tr')]
                 .map(row => [row.cells[0].innerText, parseFloat(row.cells[{column}].innerText) / 100])"
        ))
        .await;
    let row = |row: &Value| {
        (row[0].as_str().unwrap_or_default().to_owned(), row[1].as_f64().unwrap_or(f64::NAN))
    };
    rows.as_array().into_iter().flatten().map(row).collect()
}

/// A digit's score, worked out from the numbers before it.
pub async fn digit_score(page: &Page, subject: &Value, digit: usize) -> f64 {
    let question = json!({ "Worked": { "row": "output", "pixel": [0, 0], "channel": digit } });
    let worked = page.ask_inside(subject, json!([]), question).await;
    worked["Worked"]["sum"].as_f64().expect("a sum")
}

/// A digit on the board, and the address of a view of it.
pub async fn open_digit(page: &Page, query: &str) {
    page.open_ready(&format!("/?device=cpu{query}")).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
    page.answer().await;
}
