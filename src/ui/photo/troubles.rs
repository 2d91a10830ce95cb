//! What did not work with photos: bad files, too many, links, the camera, the question itself.

use super::{album::MOST, studio::Studio};
use crate::{
    error::Error,
    ui::{dom, words},
};
use leptos::prelude::*;

/// One notice for each kind of trouble.
#[component]
pub fn Troubles(
    /// The photos.
    studio: Studio,
) -> impl IntoView {
    let refused = Memo::new(move |_| studio.album.with(|album| album.refused.clone()));
    let left_out = Memo::new(move |_| studio.album.with(|album| (album.left_out, album.is_full())));
    let bad = move || {
        let refused = refused.get();
        (!refused.is_empty()).then(move || {
            let heading = heading(&refused);
            let close = move || studio.album.update(|album| album.refused.clear());
            let lines: Vec<String> =
                refused.iter().map(|(name, error)| told(name, error)).collect();
            let lines = lines.into_iter().map(|line| view! { <p class="small">{line}</p> });
            view! {
                <Trouble kind="bad-file" bad=true heading close>{lines.collect_view()}</Trouble>
            }
        })
    };
    let many = move || {
        let (out, full) = left_out.get();
        (out > 0).then(|| {
            let close = move || studio.album.update(|album| album.left_out = 0);
            let words = match out {
                1 => "The last one was left out.".to_owned(),
                out => format!("The last {out} were left out."),
            };
            let advice = match full {
                true => "Remove some to make room.",
                // Some of those that had found room were no photos.
                false => "There is room again: choose what is missing.",
            };
            view! {
                <Trouble kind="too-many" bad=false heading=format!("{MOST} photos at a time") close>
                    <p class="small">{format!("{words} {advice}")}</p>
                </Trouble>
            }
        })
    };
    let mishap = move || {
        studio.mishap.get().map(|words| {
            let close = move || studio.mishap.set(None);
            view! {
                <Trouble kind="mishap" bad=true heading="No photo came".to_owned() close>
                    <p class="small">{words}</p>
                </Trouble>
            }
        })
    };
    let ask_again = move |_| {
        dom::hand_focus_on("[data-testid=ask-again]", "[data-testid=crop]");
        studio.ask_again();
    };
    let unanswered = move || {
        studio.unanswered.get().map(|error| {
            let words = words::failure(&error);
            view! {
                <div class="card notice bad" role="alert" data-testid="notice" data-kind="unanswered">
                    <h2 class="third">"No answer came"</h2>
                    <p class="small">{words}</p>
                    <div class="row">
                        <button type="button" data-testid="ask-again" on:click=ask_again>"Ask again"</button>
                    </div>
                </div>
            }
        })
    };
    view! { {bad} {many} {mishap} {unanswered} }
}

#[component]
fn Trouble(
    kind: &'static str,
    bad: bool,
    heading: String,
    close: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    let shut = move |_| {
        close();
        dom::focus("[data-testid=choose]");
    };
    view! {
        <div class="card notice" class:bad=bad class:warn=!bad data-testid="notice" data-kind=kind>
            <div class="row">
                <h2 class="third">{heading}</h2>
                <button type="button" class="quiet push close" aria-label="Close this message" on:click=shut>
                    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6 6 18" /></svg>
                </button>
            </div>
            {children()}
        </div>
    }
}

/// What is said of all of them.
fn heading(refused: &[(String, Error)]) -> String {
    let may_be_good = |error: &Error| {
        matches!(error, Error::Engine { .. } | Error::NoMemory { .. } | Error::NotThere { .. })
    };
    match (refused.iter().any(|(_, error)| may_be_good(error)), refused.len()) {
        (false, 1) => "Not a picture this page can read".into(),
        (false, count) => format!("{count} files are no pictures this page can read"),
        (true, 1) => "A photo could not be taken in".into(),
        (true, count) => format!("{count} photos could not be taken in"),
    }
}

/// The fault of a file, and what to do.
pub(super) fn told(name: &str, error: &Error) -> String {
    match error {
        Error::Undecodable { format, .. } => format!(
            "{name}: neither this page nor this browser can decode {format}. Export it as JPEG or PNG, or open the page in Safari 17 or newer."
        ),
        // What a defect says of itself is for the console.
        Error::Engine { .. } => format!(
            "{name} was being read when the engine stopped, so it was set aside. Choose it again to try once more; if the engine stops again, use a smaller copy."
        ),
        // Their words begin with the name.
        Error::BadFile { .. } | Error::NotThere { .. } | Error::NoMemory { .. } => {
            format!("{}. {}", error.to_string().trim_end_matches('.'), error.advice())
        }
        error => format!("{name}: {}", words::failure(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_file_is_named_once_with_its_fault_and_what_to_do() {
        let bad = Error::BadFile { what: "a.jpg".into(), reason: "it ends too early".into() };
        assert_eq!(
            told("a.jpg", &bad),
            "a.jpg is not as expected: it ends too early. Use another file."
        );
        let one = |error: &Error| heading(&[("a.jpg".into(), error.clone())]);
        assert!(one(&bad).starts_with("Not a picture"));
        let full = Error::NoMemory { what: "a.jpg".into(), bytes: 5_000_000 };
        assert!(told("a.jpg", &full).starts_with("a.jpg needs 5 MB of memory"));
        assert!(one(&full).starts_with("A photo could not"), "it may be a good one");
        let trap = Error::Engine { reason: "RuntimeError: unreachable".into() };
        let trap = told("a.jpg", &trap);
        assert!(
            trap.starts_with("a.jpg was being read") && !trap.contains("RuntimeError"),
            "{trap}"
        );
        let heic = Error::Undecodable { what: "b.heic".into(), format: "HEIC".into() };
        assert!(told("b.heic", &heic).starts_with("b.heic: neither"));
        let other = Error::WrongInput { expected: "x".into(), found: "y".into() };
        assert!(told("c.png", &other).starts_with("c.png: The input should be"));
    }
}
