//! The little of HTTP that a browser asks a server of files.

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;

/// What a browser asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET`.
    pub method: String,
    /// The address, without its query.
    pub address: String,
    headers: Vec<(String, String)>,
}

impl HttpRequest {
    /// A header's value, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The next request; nothing when the browser hangs up.
pub async fn next(lines: &mut BufReader<OwnedReadHalf>) -> Option<HttpRequest> {
    let mut first = String::new();
    lines.read_line(&mut first).await.ok().filter(|bytes| *bytes > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        lines.read_line(&mut header).await.ok().filter(|bytes| *bytes > 0)?;
        if header.trim_end().is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut words = first.split(' ');
    let method = words.next()?.to_owned();
    let address = words.next()?.split(['?', '#']).next().unwrap_or_default().to_owned();
    Some(HttpRequest { method, address, headers })
}

/// The type of a file by the end of its name.
pub fn media_type(address: &str) -> &'static str {
    match address.rsplit('.').next() {
        _ if address.ends_with('/') => "text/html; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
