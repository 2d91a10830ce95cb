//! One test, one fresh browser.

use crate::browser::{Browser, Look};
use crate::driver::Driver;
use crate::page::Page;
use crate::say;
use crate::server::Server;
use crate::settings;
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Held by the session that runs.
static ALONE: Mutex<()> = Mutex::new(());

/// Runs a test with a page in a fresh browser. If it fails, a screenshot and the console's lines
/// are kept.
pub fn session(browser: Browser, look: Look, test: impl AsyncFnOnce(&Page)) {
    settings::dist(); // whoever runs this package by itself is told how to
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let name = std::thread::current().name().unwrap_or("test").replace("::", "-");
    let began = Instant::now();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads to run on");
    let (driver, page) = runtime.block_on(open(browser, look));
    let outcome = catch_unwind(AssertUnwindSafe(|| runtime.block_on(test(&page))));
    runtime.block_on(async {
        if outcome.is_err() {
            // A browser that has gone cannot be asked; the failure itself is told below.
            let _ = tokio::spawn(evidence(page, name.clone())).await;
        } else {
            let _ = page.client.close().await;
        }
    });
    drop(driver);
    say(&format!("{name} took {:.1} s", began.elapsed().as_secs_f64()));
    if let Err(failure) = outcome {
        resume_unwind(failure);
    }
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
