//! One test, one fresh browser.

use crate::browser::{Browser, Look};
use crate::driver::Driver;
use crate::page::Page;
use crate::say;
use crate::server::Server;
use crate::settings;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Held by the session that runs.
static ALONE: Mutex<()> = Mutex::new(());

/// What a failed attempt panicked with.
pub(crate) type Failure = Box<dyn Any + Send>;

/// Runs a test with a page in a fresh browser. If it fails, a screenshot and the console's lines
/// are kept, and it is tried once more in another browser: one of a hundred runs of a browser breaks
/// by itself. A test that needed this is told with its failure, and `cargo xtask test` lists it
/// ([`settings::FLAKY`]); with `TRIPTYCH_RETRIES=0` nothing is tried again.
pub fn session(browser: Browser, look: Look, test: impl AsyncFn(&Page)) {
    settings::dist(); // whoever runs this package by itself is told how to
    twice(|name| attempt(browser, look, name, &test));
}

/// Makes an attempt alone, and another one if it fails.
pub(crate) fn twice(attempt: impl Fn(&str) -> Result<(), Failure>) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let Err(failure) = attempt(&name) else { return };
    if !settings::tries_again() {
        resume_unwind(failure);
    }
    let words = words(&*failure);
    say(&format!("{name} failed and is tried once more: {words}"));
    if let Err(failure) = attempt(&name) {
        resume_unwind(failure);
    }
    settings::note_flaky(&name, &words);
}

fn attempt(
    browser: Browser,
    look: Look,
    name: &str,
    test: &impl AsyncFn(&Page),
) -> Result<(), Failure> {
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads to run on");
    // Whatever a test leaves running ends with the runtime, the server among it.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let (driver, page) = runtime.block_on(open(browser, look));
        let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&page))));
        runtime.block_on(async {
            if outcome.is_err() {
                // A browser that has gone cannot be asked; the failure itself is told by the caller.
                let _ = tokio::spawn(evidence(page, name.to_owned())).await;
            } else {
                let _ = page.client.close().await;
            }
        });
        drop(driver);
        outcome
    }));
    say(&format!("{name} took {:.1} s", began.elapsed().as_secs_f64()));
    outcome.and_then(|outcome| outcome)
}

/// What a panic said.
fn words(failure: &(dyn Any + Send)) -> String {
    let text = failure.downcast_ref::<String>().map(String::as_str);
    text.or(failure.downcast_ref::<&str>().copied()).unwrap_or("a panic without words").to_owned()
}

async fn open(browser: Browser, look: Look) -> (Driver, Page) {
    let (driver, server) = tokio::join!(Driver::start(), Server::start());
    let client = ClientBuilder::new(HttpConnector::new())
        .capabilities(browser.capabilities(look))
        .connect(&driver.address)
        .await
        .unwrap_or_else(|error| panic!("Chromium does not start: {error}"));
    (driver, Page { client, server })
}

async fn evidence(page: Page, name: String) {
    let client = page.client.clone();
    let looked = tokio::spawn(async move {
        eprintln!("{name}: the page showed {}", page.summary().await);
        for line in page.console().await.iter().rev().take(20).rev() {
            eprintln!("{name}: console: {line}");
        }
        page.picture(&format!("FAILED-{name}")).await;
    });
    let _ = looked.await;
    let _ = client.close().await;
}
