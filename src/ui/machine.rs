//! What the visitor's machine is, as far as browsers tell.

use super::reflect;

/// Gigabytes of a machine that has little memory.
const FEW_GIGABYTES: f64 = 4.0;

/// Whether the machine has little memory: where the browser does not say how much, a phone or tablet counts.
/// Browsers end a page there that takes much.
pub fn is_small() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let navigator = window.navigator();
    if let Some(gigabytes) = reflect::get(&navigator, "deviceMemory").and_then(|it| it.as_f64()) {
        return gigabytes <= FEW_GIGABYTES;
    }
    let fingers = reflect::get(&navigator, "maxTouchPoints").and_then(|it| it.as_f64());
    is_portable(&navigator.user_agent().unwrap_or_default(), fingers.unwrap_or_default())
}

/// Whether that is a phone's or tablet's browser. Safari says of an iPad that it is a Mac, which has no
/// touch screen.
fn is_portable(agent: &str, fingers: f64) -> bool {
    ["Mobi", "Android"].iter().any(|word| agent.contains(word))
        || agent.contains("Macintosh") && fingers > 1.0
}

#[cfg(test)]
mod tests {
    use super::is_portable;

    #[test]
    fn an_ipad_is_no_mac() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15";
        assert!(is_portable(mac, 5.0) && !is_portable(mac, 0.0));
        let tablet = "Mozilla/5.0 (Android 15; Tablet; rv:147.0) Gecko/147.0 Firefox/147.0";
        let windows =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:147.0) Gecko/20100101 Firefox/147.0";
        assert!(is_portable(tablet, 5.0) && !is_portable(windows, 10.0));
    }
}
