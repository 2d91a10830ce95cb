//! What a screen reader is given to say by itself.

use crate::page::Page;

impl Page {
    /// Notes from now on what the live region says.
    pub async fn listen(&self) {
        let note = "globalThis.spoken = [];
            const live = document.querySelector('[data-testid=live]');
            new MutationObserver(() => spoken.push(live.innerText)).observe(live,
                { subtree: true, childList: true, characterData: true })";
        self.eval(note).await;
    }

    /// What it has said since, with a bar between two sentences.
    pub async fn spoken(&self) -> String {
        let spoken = self.eval("return spoken.join(' | ')").await;
        spoken.as_str().unwrap_or_default().to_owned()
    }
}
