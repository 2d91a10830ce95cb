//! ChromeDriver's own commands, beside the standard's: the browser's console.

use crate::page::Page;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};
use url::{ParseError, Url};

/// A command of ChromeDriver's own.
#[derive(Debug)]
struct Own {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

impl Page {
    /// What the console said since this was last asked, one line a message, its level first.
    pub async fn console(&self) -> Vec<String> {
        let command = Own { path: "se/log", body: json!({ "type": "browser" }) };
        let entries =
            self.client.issue_cmd(command).await.expect("ChromeDriver keeps the console's lines");
        let line = |entry: &Value| {
            let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            format!("{} {}", part("level"), part("message"))
        };
        entries.as_array().into_iter().flatten().map(line).collect()
    }

    /// Fails if the console has said anything of the levels warning and severe since it was last asked.
    pub async fn console_is_quiet(&self) {
        let bad = |line: &String| line.starts_with("SEVERE") || line.starts_with("WARNING");
        let bad: Vec<_> = self.console().await.into_iter().filter(bad).collect();
        assert!(bad.is_empty(), "the console says:\n{}", bad.join("\n"));
    }

    /// Sends a command of Chromium's own protocol for developers.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self.client.issue_cmd(Own { path: "goog/cdp/execute", body }).await;
        answer.unwrap_or_else(|error| panic!("Chromium refuses {command}: {error}"))
    }
}
