//! The headers that a host should send with the page: those that let it compute with several threads, and a policy of
//! what it may load and run.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// Where Netlify and Cloudflare Pages look for them. For others a person copies them from there.
const NAME: &str = "_headers";

/// What the page and its worker need, but for the scripts within the page: nothing of other sites but files of weights
/// and pictures, which visitors ask for. Bars and crops have their sizes as attributes.
const POLICY: &str = "default-src 'none'; worker-src 'self'; connect-src 'self' https: data:; \
    img-src 'self' blob: data:; media-src 'self'; font-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
    base-uri 'none'; form-action 'none'; object-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

/// Writes them into the published folder.
pub fn write(dist: &Path) -> Result<()> {
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).map_err(Error::io("read", &index))?;
    let path = dist.join(NAME);
    fs::write(&path, headers(&html)).map_err(Error::io("write", &path))
}

/// The headers for all files of a page with these scripts.
fn headers(html: &str) -> String {
    let hashes: String =
        scripts(html).map(|script| format!(" 'sha256-{}'", hash(script))).collect();
    format!(
        "/*\n  Cross-Origin-Opener-Policy: same-origin\n  Cross-Origin-Embedder-Policy: require-corp\n  \
         Content-Security-Policy: {POLICY}{hashes}\n"
    )
}

/// The texts of the scripts within a page.
fn scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|after| {
        let (attributes, text) = after.split_once('>')?;
        (!attributes.contains("src=")).then(|| text.split("</script>").next())?
    })
}

/// The hash of a script, as browsers write it, who read every line's end as one character.
fn hash(script: &str) -> String {
    base64(&Sha256::digest(script.replace("\r\n", "\n")))
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let of_three = |three: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(*three.get(at).unwrap_or(&0)));
        let digit = |at: usize| char::from(DIGITS[bits >> (18 - 6 * at) & 63]);
        [0, 1, 2, 3].map(|at| if at <= three.len() { digit(at) } else { '=' })
    };
    bytes.chunks(3).flat_map(of_three).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::checkout;

    #[test]
    fn base64_is_as_its_standard_says() {
        let of = ["", "f", "fo", "foo", "foob"].map(|text| base64(text.as_bytes()));
        assert_eq!(of, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn scripts_within_the_page_are_allowed_and_no_others() {
        let html = "<script>abc</script><noscript>no</noscript>\n<script src=\"a.js\"></script>\
            <script type=\"module\">\r\nabc\r\n</script>";
        assert_eq!(scripts(html).collect::<Vec<_>>(), ["abc", "\r\nabc\r\n"]);
        let told = headers(html);
        assert!(told.contains(" 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"), "{told}");
        assert_eq!(told, headers(&html.replace("\r\n", "\n")), "line ends");
        assert_eq!(told.matches("sha256-").count(), 2);
    }

    #[test]
    fn our_page_has_scripts_of_its_own() {
        let html = fs::read_to_string(checkout().join("index.html")).unwrap();
        assert_eq!(scripts(&html).count(), 2, "and Trunk adds one");
    }
}
