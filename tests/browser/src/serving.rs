//! What a test has its page's server do.

use crate::Page;
use crate::faults::Fault;

impl Page {
    /// Lets the server fail with a file from now on.
    pub fn break_file(&self, address: &str, fault: Fault) {
        self.server.faults.set(address, fault);
    }

    /// Puts a file on the server, over the page's own if there is one.
    pub fn serve(&self, address: &str, bytes: Vec<u8>) {
        self.server.extras.serve(address, bytes);
    }

    /// Has the server give the page in a folder, as `/a/folder`, and nothing beside it.
    pub fn serve_in_a_folder(&self, folder: &str) {
        self.server.extras.move_to(folder);
    }

    /// Lets browsers keep a file for a while, and not ask whether there is a newer one.
    pub fn let_browsers_keep(&self, address: &str) {
        self.server.extras.let_browsers_keep(address);
    }

    /// Lets the server send no headers that isolate the page from other origins.
    pub fn send_no_isolation(&self) {
        self.server.extras.send_no_isolation();
    }

    /// Lets the server send the policy that is published with the page.
    pub fn send_published_policy(&self) {
        self.server.extras.send_published_policy();
    }

    /// Lets the page ask another site.
    pub fn allow(&self, origin: &str) {
        self.server.extras.allow(origin);
    }

    /// Lets the server work well with a file again.
    pub fn mend_file(&self, address: &str) {
        self.server.faults.take(address);
    }

    /// Lets the server work well again.
    pub fn mend(&self) {
        self.server.faults.clear();
    }
}
