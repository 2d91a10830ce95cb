//! The page in WebKitGTK, whose engine is Safari's but for WebGPU, where it is installed: Debian's
//! `webkit2gtk-driver` brings browser and driver, `xvfb` a display for them.

use crate::page::Page;
use crate::say;
use crate::scratch::Scratch;
use crate::server::Server;
use crate::session::twice;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::env;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::sleep;

/// Where the browser may be that the driver drives.
const BROWSERS: [&str; 3] = [
    "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/lib/aarch64-linux-gnu/webkit2gtk-4.1/MiniBrowser",
    "/usr/libexec/webkit2gtk-4.1/MiniBrowser",
];

/// Runs a test with a page in WebKit, once more if it fails, or says that it is skipped and what for.
pub fn webkit(test: impl AsyncFn(&Page)) {
    let browser = BROWSERS.into_iter().find(|path| PathBuf::from(path).exists());
    let (Some(browser), Some(driver)) = (browser, which("WebKitWebDriver")) else {
        say("skipped: the page in WebKit, for want of WebKitWebDriver and MiniBrowser");
        return;
    };
    if env::var_os("DISPLAY").is_none() && which("Xvfb").is_none() {
        say("skipped: the page in WebKit, for want of a display or Xvfb");
        return;
    }
    twice(|_| catch_unwind(AssertUnwindSafe(|| attempt(browser, &driver, &test))));
}

fn attempt(browser: &str, driver: &Path, test: &impl AsyncFn(&Page)) {
    let runtime = tokio::runtime::Runtime::new().expect("threads to run on");
    runtime.block_on(async {
        let folder = Scratch::new();
        let screen = env::var("DISPLAY").unwrap_or_else(|_| format!(":{}", 100 + port() % 900));
        let _display = match env::var_os("DISPLAY") {
            Some(_) => None,
            None => {
                Some(start(Command::new("Xvfb").args([&screen, "-screen", "0", "1400x1100x24"])))
            }
        };
        let port = port();
        let _driver = start(
            Command::new(driver)
                .arg(format!("--port={port}"))
                .env("DISPLAY", &screen)
                .env("HOME", folder.path())
                .env("LIBGL_ALWAYS_SOFTWARE", "1")
                // In a container there are no namespaces for its sandbox.
                .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1"),
        );
        let server = Server::start().await;
        let client = connect(&format!("http://127.0.0.1:{port}"), browser).await;
        let page = Page { client, server };
        test(&page).await;
        // Its driver, which ends with its handle, ends the browser.
        let _ = page.client.close().await;
    });
}

async fn connect(address: &str, browser: &str) -> Client {
    let options = json!({ "binary": browser, "args": ["--automation"] });
    let wanted = json!({ "browserName": "MiniBrowser", "webkitgtk:browserOptions": options });
    let wanted = wanted.as_object().cloned().unwrap_or_default();
    let mut last = String::new();
    // Neither the display nor the driver says when it is ready.
    for _ in 0..60 {
        let mut builder = ClientBuilder::new(HttpConnector::new());
        match builder.capabilities(wanted.clone()).connect(address).await {
            Ok(client) => {
                let _: Result<_, _> = client.set_window_size(1280, 1000).await;
                return client;
            }
            Err(error) => last = error.to_string(),
        }
        sleep(Duration::from_millis(250)).await;
    }
    panic!("WebKit does not start: {last}");
}

fn start(command: &mut Command) -> Child {
    let quiet = command.stdout(Stdio::null()).stderr(Stdio::null()).kill_on_drop(true);
    quiet.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"))
}

/// A port that nobody listens on.
fn port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.expect("a free port").port()
}

/// A program among those that can be called by name.
fn which(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|at| at.is_file())
}

impl Page {
    /// Which browser shows it, by its own words.
    pub async fn user_agent(&self) -> String {
        let words: Value = self.eval("return navigator.userAgent").await;
        words.as_str().unwrap_or_default().to_owned()
    }
}
