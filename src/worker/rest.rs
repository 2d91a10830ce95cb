//! The rest of this program: what LeNet-5's answer does not need, in a file of its own where the program is
//! split (`xtask/split`). Its functions are called like any others.

use super::{post::scope, script::member};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Has the rest brought (`www/engine.js`), `now` while the caller waits. The functions that stand for
    /// those of the rest ask so before they call them.
    #[wasm_bindgen(js_name = bringRest)]
    fn bring_rest(now: bool);
}

/// Has the rest brought, so that nobody waits for it later. Who needs it before waits.
pub(super) fn fetch() {
    if cfg!(split) {
        bring_rest(false);
    }
}

/// The same where it may never be needed: who saves data waits when it is.
pub(super) fn fetch_perhaps() {
    if !saves_data() {
        fetch();
    }
}

/// Whether the visitor asked the browser to be sparing of data. Not every browser says.
fn saves_data() -> bool {
    member(&member(&scope().navigator(), "connection"), "saveData").is_truthy()
}
