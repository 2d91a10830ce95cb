//! The class that a tool asks about: the likeliest, or any other by its name.

use super::lab::Lab;
use crate::ui::reflect::get;
use leptos::prelude::*;
use std::collections::HashMap;
use web_sys::Event;

/// Says which class is asked about, and takes another.
#[component]
pub fn Asked(
    /// The laboratory.
    lab: Lab,
    /// In tests and for the list: `why`. One a page.
    name: &'static str,
) -> impl IntoView {
    let names = Memo::new(move |_| {
        lab.looked.with(|looked| looked.as_ref().map(|it| names(&it.labels)).unwrap_or_default())
    });
    // A thousand names are not built before somebody wants them.
    let listed = RwSignal::new(false);
    let missed = RwSignal::new(None::<String>);
    let field = NodeRef::<leptos::html::Input>::new();
    let take = move || {
        let Some(field) = field.get_untracked() else { return };
        let text = field.value();
        if text.trim().is_empty() {
            return missed.set(None);
        }
        match names.with_untracked(|names| find(names, &text)) {
            Some(class) => {
                missed.set(None);
                field.set_value("");
                lab.chosen.set(Some(class));
                let label = lab.looked.with_untracked(|it| it.as_ref().map(|it| it.label(class)));
                lab.live.say(format!("Asking about {}.", label.unwrap_or_default()));
            }
            None => {
                let text = text.trim().to_owned();
                lab.live.say(unknown(&text));
                missed.set(Some(text));
            }
        }
    };
    // Chosen from the list, not typed letter by letter.
    let picked = move |event: Event| {
        let kind = get(&event, "inputType").and_then(|kind| kind.as_string()).unwrap_or_default();
        if matches!(kind.as_str(), "" | "insertReplacementText") {
            take();
        }
    };
    let hint = move || match missed.get() {
        Some(text) => unknown(&text),
        None => {
            let count = names.with(Vec::len);
            format!("Choose one in the answer, or type one of its {count} classes here.")
        }
    };
    let list = format!("{name}-classes");
    let help = format!("{name}-help");
    let option = |name: String| view! { <option value=name></option> };
    view! {
        <div class="asked-for">
            <label class="small" for=format!("{name}-class")>"Another class"</label>
            <div class="row">
                <input
                    node_ref=field
                    id=format!("{name}-class")
                    type="text"
                    list=list.clone()
                    autocomplete="off"
                    spellcheck="false"
                    placeholder=move || names.with(|names| names.first().cloned()).unwrap_or_default()
                    aria-describedby=help.clone()
                    data-testid="class"
                    on:focus=move |_| listed.set(true)
                    on:input=picked
                    on:change=move |_| take()
                />
                <button
                    type="button"
                    class="quiet"
                    data-testid="likeliest"
                    aria-disabled=move || lab.chosen.get().is_none().then_some("true")
                    on:click=move |_| lab.chosen.set(None)
                >
                    "The likeliest"
                </button>
            </div>
            <p class="small" id=help class:bad-words=move || missed.with(Option::is_some) data-testid="class-help">{hint}</p>
            <datalist id=list>{move || listed.get().then(|| names.get().into_iter().map(option).collect_view())}</datalist>
        </div>
    }
}

fn unknown(text: &str) -> String {
    format!("No class is called \u{201c}{text}\u{201d}, or several are.")
}

/// Labels as a list shows them, none twice: two classes are both `crane`, and get their numbers.
fn names(labels: &[String]) -> Vec<String> {
    let mut counts = HashMap::<&str, usize>::new();
    for label in labels {
        *counts.entry(label).or_default() += 1;
    }
    let name = |(class, label): (usize, &String)| match counts.get(label.as_str()) {
        Some(1) => label.clone(),
        _ => format!("{label} ({class})"),
    };
    labels.iter().enumerate().map(name).collect()
}

/// The class that a text means: by its whole name, by one of its names, or by how one begins if only
/// one class has such a name.
fn find(names: &[String], text: &str) -> Option<u32> {
    let text = text.trim().to_lowercase();
    let lower = || names.iter().map(|name| name.to_lowercase());
    let parts = |name: &str| name.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let exact = lower().position(|name| name == text);
    let part = || lower().position(|name| parts(&name).contains(&text));
    let start = || {
        let begins = |name: &String| parts(name).iter().any(|part| part.starts_with(&text));
        let mut those = lower().enumerate().filter(|(_, name)| begins(name));
        those.next().filter(|_| those.next().is_none()).map(|(class, _)| class)
    };
    exact.or_else(part).or_else(start).map(|class| class as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_found_by_any_of_their_names() {
        let labels = ["tabby, tabby cat", "crane", "tiger cat", "crane", "tiger shark"];
        let names = names(&labels.map(String::from));
        assert_eq!(names[1..4], ["crane (1)", "tiger cat", "crane (3)"]);
        let find = |text| find(&names, text);
        assert_eq!([find("Tabby, tabby cat"), find(" tabby CAT "), find("tabby")], [Some(0); 3]);
        assert_eq!((find("crane (3)"), find("tiger s")), (Some(3), Some(4)));
        assert_eq!([find("tiger"), find("crane"), find("dog")], [None; 3], "two, two, none");
    }

    #[test]
    fn digits_are_their_own_names() {
        let names = names(&["0", "1", "2"].map(String::from));
        assert_eq!((find(&names, "2"), find(&names, "12")), (Some(2), None));
    }
}
