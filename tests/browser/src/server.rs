//! A server of files on this machine: the page, MNIST under `/data/`, other networks under
//! `/models/`. It fails on request.

use crate::extras::Extras;
use crate::faults::{Fault, Faults};
use crate::http_request::{media_type, next};
use crate::settings;
use std::path::PathBuf;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Isolates the page from other origins.
const ISOLATION: &str = "Cross-Origin-Opener-Policy: same-origin\r\n\
    Cross-Origin-Embedder-Policy: require-corp\r\n";

/// With every answer: cross-origin isolation, unless the test wants none, whether it may be kept, and a policy under which the
/// browser refuses, and reports, any request to somewhere else, from the page and from its worker, but
/// for the sites that the test allows.
fn headers(extras: &Extras, address: &str) -> String {
    let policy = if extras.is_strict() { published() } else { usual(&extras.origins()) };
    format!(
        "{}Content-Security-Policy: {policy}\r\nCache-Control: {}\r\n",
        if extras.isolates() { ISOLATION } else { "" },
        extras.cache(address)
    )
}

fn usual(origins: &str) -> String {
    format!(
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; \
        style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' {origins}"
    )
}

/// What hosts are told to send (`xtask/src/policy.rs`).
fn published() -> String {
    let path = settings::dist().join("_headers");
    let headers = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let policy =
        headers.lines().find_map(|line| line.trim().strip_prefix("Content-Security-Policy: "));
    policy.expect("a policy").to_owned()
}

/// A running server. It ends with its runtime.
pub struct Server {
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// How it fails.
    pub faults: Faults,
    /// What it has besides the page.
    pub extras: Extras,
}

impl Server {
    /// Starts on any free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a server needs a free port");
        let port = listener.local_addr().expect("the server has an address").port();
        let faults = Faults::none();
        let extras = Extras::default();
        let shared = (faults.clone(), extras.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (faults, extras) = shared.clone();
                tokio::spawn(converse(stream, faults, extras));
            }
        });
        Self { address: format!("http://127.0.0.1:{port}"), faults, extras }
    }
}

/// Answers one request after the other until the browser hangs up or a fault breaks the line.
async fn converse(stream: TcpStream, faults: Faults, extras: Extras) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    while let Some(request) = next(&mut lines).await {
        let address = extras.within(&request.address);
        faults.over(&address, Fault::Silent).await;
        let headers = headers(&extras, &address);
        let Some(body) = file(&address, faults.of(&address), &extras).await else {
            let answer = format!("HTTP/1.1 404 Not Found\r\n{headers}Content-Length: 0\r\n\r\n");
            if write.write_all(answer.as_bytes()).await.is_err() {
                return;
            }
            continue;
        };
        let (first, rest) = body.split_at(body.len() / 2);
        let head = format!(
            "HTTP/1.1 200 OK\r\n{headers}Content-Type: {}\r\nContent-Length: {}\r\n\r\n",
            media_type(&address),
            body.len()
        );
        if write.write_all(head.as_bytes()).await.is_err() || write.write_all(first).await.is_err()
        {
            return;
        }
        match faults.of(&address) {
            Some(Fault::Broken) => return,
            Some(Fault::Held) => faults.over(&address, Fault::Held).await,
            _ => {}
        }
        if write.write_all(rest).await.is_err() {
            return;
        }
    }
}

/// The file at an address, or nothing where there is none.
async fn file(address: &str, fault: Option<Fault>, extras: &Extras) -> Option<Vec<u8>> {
    let mut bytes = match fault {
        Some(Fault::Missing) => return None,
        _ => match extras.file(address) {
            Some(bytes) => bytes,
            None => tokio::fs::read(place(address)?).await.ok()?,
        },
    };
    if fault == Some(Fault::Corrupt) {
        let middle = bytes.len() / 2;
        *bytes.get_mut(middle)? ^= 1;
    }
    Some(bytes)
}

fn place(address: &str) -> Option<PathBuf> {
    let path = address.strip_prefix('/')?;
    if path.split('/').any(|part| part == "..") {
        return None;
    }
    Some(match path.split_once('/') {
        Some(("data", name)) => settings::mnist().join(name),
        Some(("models", name)) => settings::models().join(name),
        _ if path.is_empty() => settings::dist().join("index.html"),
        _ => settings::dist().join(path),
    })
}
