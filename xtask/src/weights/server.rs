//! A server on this machine that behaves as the hosts of weights do, faults included.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// It lives as long as the test's process.
pub struct Server {
    address: String,
    /// Path and start of each request.
    seen: Arc<Mutex<Vec<(String, usize)>>>,
}

impl Server {
    /// Serves `content` at `/file.bin` with ranges; the other paths each have a fault.
    pub fn start(content: &[u8]) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("its address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (content, log) = (content.to_vec(), seen.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // A client that has gone is none of the server's concern.
                let _ = answer(stream, &content, &log);
            }
        });
        Server { address, seen }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    pub fn seen(&self) -> Vec<(String, usize)> {
        self.seen.lock().expect("a log").clone()
    }
}

fn answer(
    mut stream: TcpStream,
    content: &[u8],
    log: &Mutex<Vec<(String, usize)>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or_else(|| Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut start = 0;
    for line in lines {
        let line = line?.to_lowercase();
        if let Some(range) = line.strip_prefix("range: bytes=") {
            start = range.trim_end_matches('-').parse().unwrap_or(0);
        }
        if line.is_empty() {
            break;
        }
    }
    let before = {
        let mut log = log.lock().expect("a log");
        log.push((path.clone(), start));
        log.iter().filter(|(other, _)| *other == path).count() - 1
    };
    let wrong: Vec<u8> = content.iter().map(|byte| byte ^ 1).collect();
    let (content, ranges) = match path.as_str() {
        "/moved.bin" => {
            return write!(
                stream,
                "HTTP/1.1 302 Found\r\nLocation: /file.bin\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        "/file.bin" | "/drops.bin" | "/stops.bin" => (content, true),
        "/busy.bin" => {
            return write!(
                stream,
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
        "/noranges.bin" => (content, false),
        "/wrong.bin" => (&wrong[..], true),
        "/short.bin" => (&content[..content.len() / 2], true),
        _ => {
            return write!(
                stream,
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    };
    let start = if ranges { start } else { 0 };
    let all = content.len();
    if start >= all {
        return write!(
            stream,
            "HTTP/1.1 416 Range Not Satisfiable\r\nContent-Range: bytes */{all}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    }
    let part = &content[start..];
    let status = match start {
        0 => "200 OK".to_owned(),
        _ => format!("206 Partial Content\r\nContent-Range: bytes {start}-{}/{all}", all - 1),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        part.len()
    )?;
    let sent = match path.as_str() {
        "/drops.bin" if before < 2 => part.len() / 2,
        // Gives a third, then never a byte more.
        "/stops.bin" => (all / 3).saturating_sub(start),
        _ => part.len(),
    };
    stream.write_all(&part[..sent])
}
