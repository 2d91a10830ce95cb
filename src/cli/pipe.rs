//! What is printed where nobody takes it: into a pipe whose reader has seen enough, such as `head`, or
//! onto a full disk. The other programs include this file too.

use std::io::Write;
use std::panic;
use std::process::exit;

/// What the system says of a pipe without a reader: EPIPE, or Windows' ERROR_BROKEN_PIPE and ERROR_NO_DATA.
const CLOSED: &[&str] =
    if cfg!(windows) { &["(os error 109)", "(os error 232)"] } else { &["(os error 32)"] };

/// Ends the program without a word and with this status where the reader has gone, as other programs do, and
/// with an error where printing fails otherwise; `println!` would panic.
pub fn end_quietly(status: i32) {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |what| {
        let text = what.payload().downcast_ref::<String>();
        let Some(error) = text.and_then(|text| text.strip_prefix("failed printing to stdout: "))
        else {
            return usual(what);
        };
        if CLOSED.iter().any(|code| error.ends_with(code)) {
            exit(status);
        }
        // `eprintln!` would panic once more where this fails too.
        let _ = writeln!(std::io::stderr(), "standard output cannot be written: {error}");
        exit(1);
    }));
}
