//! The page in a browser: opening it, asking it, waiting for it.

use crate::browser::INSECURE;
use crate::server::Server;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// How long waking may take. SwiftShader on a busy machine is slow.
const WAKING: Duration = Duration::from_secs(120);
/// How long the page may take for anything else.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser with the page, and the server it comes from.
pub struct Page {
    pub(crate) client: Client,
    pub(crate) server: Server,
}

/// What the ten bars say.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The likeliest digit, the one in the heading.
    pub digit: usize,
    /// Its probability.
    pub share: f64,
}

impl Page {
    /// Goes to an address of the server: `/?device=gpu`.
    pub async fn open(&self, address: &str) {
        let url = format!("{}{address}", self.server.address);
        self.client
            .goto(&url)
            .await
            .unwrap_or_else(|error| panic!("{address} does not open: {error}"));
    }

    /// Goes there by a name that is not this machine's own: as from a server without HTTPS, where
    /// browsers offer no WebGPU.
    pub async fn open_insecurely(&self, address: &str) {
        let url = format!("{}{address}", self.server.address.replace("127.0.0.1", INSECURE));
        self.client.goto(&url).await.unwrap_or_else(|error| panic!("{url} does not open: {error}"));
    }

    /// Goes there and waits until the engine is ready.
    pub async fn open_ready(&self, address: &str) {
        self.open(address).await;
        self.ready().await;
    }

    /// Runs the body of an async function in the page. What it throws is the error.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value, String> {
        let script = format!(
            "return (async function () {{ {body} }}).apply(null, arguments)
                .then(value => ({{ value }}), error => ({{ error: String(error?.message ?? error) }}));"
        );
        let outcome =
            self.client.execute(&script, arguments).await.map_err(|error| error.to_string())?;
        match outcome["error"].as_str() {
            Some(error) => Err(error.into()),
            None => Ok(outcome["value"].clone()),
        }
    }

    /// As [`Self::script`], where nothing may be thrown.
    pub async fn eval(&self, body: &str) -> Value {
        let outcome = self.script(body, Vec::new()).await;
        outcome.unwrap_or_else(|error| panic!("the page threw \"{error}\" at: {body}"))
    }

    /// Waits until a JavaScript expression holds, and gives its value.
    pub async fn until(&self, what: &str, expression: &str) -> Value {
        self.until_within(what, expression, PATIENCE).await
    }

    /// As [`Self::until`], with another patience.
    pub async fn until_within(&self, what: &str, expression: &str, limit: Duration) -> Value {
        let began = Instant::now();
        let body = format!("return {expression}");
        loop {
            let value = self.eval(&body).await;
            if !matches!(value, Value::Null | Value::Bool(false))
                && value != json!("")
                && value != json!(0)
            {
                return value;
            }
            if began.elapsed() > limit {
                panic!("{what}: not within {limit:?}. The page shows: {}", self.summary().await);
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits for an engine that is ready; one that stopped instead is told at once.
    pub async fn ready(&self) {
        let name = "(document.body?.dataset.engine ?? 'waking')";
        let over =
            format!("document.body?.dataset.pageFailed === '' || {name} !== 'waking' && {name}");
        let state = self.until_within("the engine is ready", &over, WAKING).await;
        if state != "ready" {
            panic!(
                "the engine should be ready, but is {state}. The page shows: {}",
                self.summary().await
            );
        }
    }

    /// The text of the element with this `data-testid`; nothing where there is none.
    pub async fn text(&self, id: &str) -> Option<String> {
        let body =
            format!("return document.querySelector('[data-testid=\"{id}\"]')?.innerText ?? null");
        self.eval(&body).await.as_str().map(str::to_owned)
    }

    /// Waits for a notice of this kind and gives its text.
    pub async fn notice(&self, kind: &str) -> String {
        let notice =
            format!("document.querySelector('[data-testid=notice][data-kind={kind}]')?.innerText");
        let text =
            self.until_within(&format!("a notice of the kind {kind}"), &notice, WAKING).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the element with this `data-testid`, as a person would.
    pub async fn click(&self, id: &str) {
        self.click_css(&format!("[data-testid=\"{id}\"]")).await;
    }

    /// Clicks what a CSS selector finds.
    pub async fn click_css(&self, selector: &str) {
        let element = self.client.find(Locator::Css(selector)).await;
        let element =
            element.unwrap_or_else(|error| panic!("{selector} is not on the page: {error}"));
        element
            .click()
            .await
            .unwrap_or_else(|error| panic!("{selector} cannot be clicked: {error}"));
    }

    /// Types into the field with this `data-testid`, over what is selected there.
    pub async fn type_into(&self, id: &str, text: &str) {
        let selector = format!("[data-testid=\"{id}\"]");
        let field = self.client.find(Locator::Css(&selector)).await;
        let field = field.unwrap_or_else(|error| panic!("{id} is not on the page: {error}"));
        field.send_keys(text).await.unwrap_or_else(|error| panic!("{id} takes no keys: {error}"));
    }

    /// How long waking may take, for [`Self::until_within`].
    pub fn waking(&self) -> Duration {
        WAKING
    }

    /// Which device does the work: `gpu` or `cpu`.
    pub async fn device(&self) -> String {
        self.eval("return document.body.dataset.device ?? 'none'")
            .await
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// Waits until the drawing is read and the bars stand still, and gives what they say.
    pub async fn answer(&self) -> Answer {
        let bars = self
            .eval(
                "const bars = () => [...document.querySelectorAll('[data-testid^=\"bar-\"]')]
                     .map(bar => bar.dataset.value ?? '');
                 const read = () => document.querySelector('section.answer').dataset.read === 'true';
                 const began = performance.now();
                 let [last, since] = ['', began];
                 while (performance.now() - began < 30000) {
                     const now = bars().join();
                     if (now !== last || !read()) [last, since] = [now, performance.now()];
                     if (now.replaceAll(',', '') && performance.now() - since > 300) return bars().map(Number);
                     await new Promise(go => setTimeout(go, 30));
                 }
                 return null;",
            )
            .await;
        let Some(bars) = bars.as_array().filter(|bars| bars.len() == 11) else {
            panic!(
                "ten bars and one for no digit should be read and stand still within 30 s. The page shows: {}",
                self.summary().await
            );
        };
        let shares: Vec<f64> = bars.iter().map(|bar| bar.as_f64().unwrap_or(f64::NAN)).collect();
        let sum: f64 = shares.iter().sum();
        assert!((sum - 1.0).abs() < 1e-3, "the probabilities add up to {sum}: {shares:?}");
        let (digit, share) = shares[..10]
            .iter()
            .copied()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(&b.1))
            .unwrap_or((0, f64::NAN));
        let heading = self.text("answer").await.unwrap_or_default();
        // What is rather no digit has none in its place.
        let none = shares.get(10).is_some_and(|none| *none > share);
        let expected = if none { String::new() } else { digit.to_string() };
        assert_eq!(heading.trim(), expected, "the heading is the highest of the ten bars");
        Answer { digit, share }
    }

    /// What the page shows, for messages.
    pub async fn summary(&self) -> String {
        let body = "const text = document.body.innerText.replace(/\\s+/g, ' ').slice(0, 700);
            return `[${location.href}, engine ${document.body.dataset.engine}, device ${document.body.dataset.device}] ${text}`";
        match self.script(body, Vec::new()).await {
            Ok(text) => text.as_str().unwrap_or_default().to_owned(),
            Err(error) => format!("nothing: {error}"),
        }
    }

    /// Fails if the page is blank or shows what only a developer understands.
    pub async fn is_civil(&self) {
        let text = self.eval("return document.body.innerText").await;
        let text = text.as_str().unwrap_or_default();
        assert!(
            text.contains("Triptych") && text.len() > 100,
            "the page is blank or nearly so: {text:?}"
        );
        for word in [
            "panicked",
            "unreachable",
            "RuntimeError",
            ".rs",
            "undefined",
            "NaN",
            "[object",
            "asked to crash",
        ] {
            assert!(!text.contains(word), "the page shows \"{word}\" to a visitor: {text}");
        }
        let broken = self.eval("return document.body.dataset.pageFailed === ''").await;
        assert_eq!(
            broken,
            json!(false),
            "the page shows its last resort, \"could not start, or broke\""
        );
    }
}
