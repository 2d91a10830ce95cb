//! ChromeDriver: started on a free port, ended with its handle.

use crate::scratch::Scratch;
use crate::settings;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A running ChromeDriver.
pub struct Driver {
    /// Where it listens.
    pub address: String,
    // In this order they go: what writes into the folder, then the folder.
    _child: Child,
    /// Where it and the browser keep their temporary files: a profile takes 40 to 180 MB, and both are
    /// ended before they have tidied up.
    _folder: Scratch,
}

impl Driver {
    /// Starts one. It chooses a free port and says which.
    pub async fn start() -> Self {
        let program = settings::chromedriver();
        let folder = Scratch::new();
        let mut child = Command::new(&program)
            .arg("--port=0")
            .envs(["TMPDIR", "TEMP", "TMP"].map(|name| (name, folder.path())))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{} does not start: {error}", program.display()));
        let output = child.stdout.take().expect("its output was asked for");
        let mut lines = BufReader::new(output).lines();
        let said = timeout(Duration::from_secs(30), async {
            while let Ok(Some(line)) = lines.next_line().await {
                if let Some(port) = port(&line) {
                    return Some(port);
                }
            }
            None
        });
        let port = said.await.ok().flatten().expect("ChromeDriver said no port within 30 s");
        // Whoever closes this end makes ChromeDriver's next message fail.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { address: format!("http://127.0.0.1:{port}"), _child: child, _folder: folder }
    }
}

fn port(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::port;

    #[test]
    fn the_port_is_found_in_what_chromedriver_says() {
        assert_eq!(port("ChromeDriver was started successfully on port 40217."), Some(40217));
        assert_eq!(port("Please see https://example.org/ on port 1"), None);
    }
}
