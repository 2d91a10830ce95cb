//! The little of HTTP that a browser asks a server of files.

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::tcp::OwnedReadHalf;

/// The address of the next request, without its query; nothing when the browser hangs up.
pub async fn next(lines: &mut BufReader<OwnedReadHalf>) -> Option<String> {
    let mut first = String::new();
    lines.read_line(&mut first).await.ok().filter(|bytes| *bytes > 0)?;
    loop {
        let mut header = String::new();
        lines.read_line(&mut header).await.ok().filter(|bytes| *bytes > 0)?;
        if header.trim_end().is_empty() {
            break;
        }
    }
    let address = first.split(' ').nth(1)?;
    Some(address.split(['?', '#']).next().unwrap_or_default().to_owned())
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
