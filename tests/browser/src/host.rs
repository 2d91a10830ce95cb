//! Another site that gives files away, as hubs of weights do: with redirects, ranges, entity tags
//! and the headers by which other sites may read its answers. It misbehaves on request.

use crate::http_request::{HttpRequest, next};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream, tcp::OwnedWriteHalf};

/// So much is written at once.
const PIECE: usize = 64 * 1024;

/// A file, and how it is given.
#[derive(Clone, Debug)]
pub struct Served {
    /// What is given.
    pub bytes: Arc<Vec<u8>>,
    /// 200, or what is said instead.
    pub status: u16,
    /// Its media type.
    pub kind: &'static str,
    /// Where it really is.
    pub redirect: Option<String>,
    /// Whether other sites may read it.
    pub cors: bool,
    /// Whether they may send headers of their own choice, and see the tag and the range.
    pub generous: bool,
    /// Whether a part can be asked for.
    pub ranges: bool,
    /// The tag of this version.
    pub etag: Option<&'static str>,
    /// Whether the length is said.
    pub length: bool,
    /// The connection breaks after so many bytes of the file.
    pub breaks_at: Option<usize>,
    /// Time between two pieces.
    pub pause: Duration,
}

impl Served {
    /// As a good server does it.
    pub fn well(bytes: &Arc<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.clone(),
            status: 200,
            kind: "application/octet-stream",
            redirect: None,
            cors: true,
            generous: true,
            ranges: true,
            etag: Some("\"one\""),
            length: true,
            breaks_at: None,
            pause: Duration::ZERO,
        }
    }
}

type Shared<T> = Arc<Mutex<T>>;

fn with<S, T>(shared: &Shared<S>, work: impl FnOnce(&mut S) -> T) -> T {
    work(&mut shared.lock().unwrap_or_else(PoisonError::into_inner))
}

/// A running site.
pub struct Host {
    /// `http://127.0.0.1:PORT`.
    pub origin: String,
    files: Shared<HashMap<String, Served>>,
    asked: Shared<Vec<HttpRequest>>,
}

impl Host {
    /// Starts one on any free port. It ends with its runtime.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a server needs a free port");
        let port = listener.local_addr().expect("the server has an address").port();
        let (files, asked) = (Shared::default(), Shared::default());
        let host = Self { origin: format!("http://127.0.0.1:{port}"), files, asked };
        let (files, asked) = (host.files.clone(), host.asked.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(converse(stream, files.clone(), asked.clone()));
            }
        });
        host
    }

    /// Gives a file at an address from now on, in this way.
    pub fn serve(&self, address: &str, served: Served) {
        with(&self.files, |files| files.insert(address.into(), served));
    }

    /// What was asked for since this was last asked, without the questions whether one may ask.
    pub fn asked(&self) -> Vec<HttpRequest> {
        let all = with(&self.asked, std::mem::take);
        all.into_iter().filter(|request| request.method == "GET").collect()
    }
}

async fn converse(
    stream: TcpStream,
    files: Shared<HashMap<String, Served>>,
    asked: Shared<Vec<HttpRequest>>,
) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    while let Some(request) = next(&mut lines).await {
        with(&asked, |asked| asked.push(request.clone()));
        let served = with(&files, |files| files.get(&request.address).cloned());
        let went = match served {
            Some(served) => answer(&mut write, &request, &served).await,
            None => {
                let head = "HTTP/1.1 404 Not Found\r\nAccess-Control-Allow-Origin: *\r\n\
                    Content-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>no</p>";
                write.write_all(head.as_bytes()).await.is_ok()
            }
        };
        if !went {
            return;
        }
    }
}

/// Says whether the line still stands.
async fn answer(write: &mut OwnedWriteHalf, request: &HttpRequest, served: &Served) -> bool {
    let mut headers = String::new();
    if served.cors {
        headers += "Access-Control-Allow-Origin: *\r\n";
    }
    if served.cors && served.generous {
        headers += "Access-Control-Allow-Headers: range, if-range\r\n\
            Access-Control-Expose-Headers: etag, content-range\r\n";
    }
    if request.method == "OPTIONS" {
        let head = format!("HTTP/1.1 204 No Content\r\n{headers}\r\n");
        return write.write_all(head.as_bytes()).await.is_ok();
    }
    if let Some(place) = &served.redirect {
        let head = format!(
            "HTTP/1.1 302 Found\r\n{headers}Location: {place}\r\nContent-Length: 0\r\n\r\n"
        );
        return write.write_all(head.as_bytes()).await.is_ok();
    }
    let total = served.bytes.len();
    let from = range(request, served).filter(|_| served.status == 200).unwrap_or(0);
    let status = if from > 0 { 206 } else { served.status };
    if from > 0 {
        headers += &format!("Content-Range: bytes {from}-{}/{total}\r\n", total - 1);
    }
    if let Some(etag) = served.etag {
        headers += &format!("ETag: {etag}\r\n");
    }
    if served.length {
        headers += &format!("Content-Length: {}\r\n", total - from);
    } else {
        headers += "Connection: close\r\n";
    }
    let kind = served.kind;
    let head = format!("HTTP/1.1 {status} So\r\n{headers}Content-Type: {kind}\r\n\r\n");
    if write.write_all(head.as_bytes()).await.is_err() {
        return false;
    }
    let end = served.breaks_at.unwrap_or(total).clamp(from, total);
    for piece in served.bytes[from..end].chunks(PIECE) {
        if write.write_all(piece).await.is_err() {
            return false;
        }
        if !served.pause.is_zero() {
            tokio::time::sleep(served.pause).await;
        }
    }
    served.length && end == total
}

/// Where the part begins that is asked for, if parts are given and it is the same version.
fn range(request: &HttpRequest, served: &Served) -> Option<usize> {
    let from = request.header("range")?.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok()?;
    let same = request.header("if-range").is_none_or(|tag| Some(tag) == served.etag);
    (served.ranges && same && from < served.bytes.len()).then_some(from)
}
