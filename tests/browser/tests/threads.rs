//! On the CPU, several workers compute a photo network together where the page is isolated.

use browser_tests::worker::before_the_worker;
use browser_tests::{Browser, Look, Page, say, session};
use serde_json::{Value, json};

/// Counts in each helper what it gives to the others, block by block, and tells whoever asks. Asked to
/// break, it does so with the next block.
const COUNTS: &str = "
    let given = 0, breaks = false;
    const own = Float32Array.prototype.set;
    const helps = self.name === 'triptych-helper';
    Float32Array.prototype.set = function (...what) {
        if (helps && this.buffer instanceof SharedArrayBuffer) {
            given++;
            if (breaks) throw new Error('broken on purpose');
        }
        return own.apply(this, what);
    };
    const channel = new BroadcastChannel('given');
    channel.onmessage = ({ data }) => {
        if (data === 'break') breaks = true;
        if (helps && data === '?') channel.postMessage(given);
    }";

/// The page's shares for one photograph, by all its networks.
const ANSWER: &str = "
    window.opened ??= (await triptych.photo.open('samples/photos/cat.jpg')).picture;
    const answers = await triptych.photo.classify([window.opened]);
    return JSON.stringify(answers, (name, it) => name.endsWith('ms') || name === 'id' ? 0 : it)";

/// How many blocks each helper has given; one that is busy is not heard.
const GIVEN: &str = "
    const said = [];
    const channel = new BroadcastChannel('given');
    channel.onmessage = ({ data }) => said.push(data);
    channel.postMessage('?');
    await new Promise(go => setTimeout(go, 300));
    channel.close();
    return said";

/// Answers that are asked for until it is seen who helps.
const TRIES: usize = 20;

async fn open(page: &Page, threads: u32) {
    page.open_ready(&format!("/photo.html?device=cpu&threads={threads}")).await;
    page.comes("resnet").await;
    page.comes("alexnet").await;
    let device = page.eval("return triptych.device()").await;
    assert_eq!(device["threads"], json!(threads), "{device}");
}

fn count(given: &Value) -> (usize, u64) {
    let given: Vec<_> = given.as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    (given.len(), given.iter().sum())
}

/// Asks for answers until the helpers are seen to give some, as many as there should be. All answers
/// have to be `alone`'s, to the last bit.
async fn helpers_give(page: &Page, helpers: usize, alone: &Value) {
    let mut given = (0, 0);
    // The first may come before the helpers have the networks, and on a busy machine they have little
    // to give.
    for _ in 0..TRIES {
        assert_eq!(page.eval(ANSWER).await, *alone, "{helpers} helpers");
        given = count(&page.eval(GIVEN).await);
        if given.0 == helpers && given.1 > 20 {
            break;
        }
    }
    say(&format!("{helpers} helpers, seen and blocks: {given:?}"));
    assert!(given.0 == helpers && given.1 > 20, "{helpers} helpers, seen and blocks: {given:?}");
}

#[test]
fn several_threads_give_the_same_answer_as_one() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        open(page, 1).await;
        let alone = page.eval(ANSWER).await;
        assert!(alone.as_str().is_some_and(|text| text.contains("ranked")), "{alone}");
        assert_eq!(count(&page.eval(GIVEN).await), (0, 0), "one thread has no helpers");
        for threads in [2, 3] {
            open(page, threads).await;
            helpers_give(page, threads as usize - 1, &alone).await;
        }
    });
}

#[test]
fn a_helper_that_breaks_is_done_without() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(page, COUNTS);
        open(page, 1).await;
        let alone = page.eval(ANSWER).await;
        open(page, 2).await;
        helpers_give(page, 1, &alone).await;
        page.eval("new BroadcastChannel('given').postMessage('break')").await;
        // It breaks in one of these, and is waited for once.
        let mut left = usize::MAX;
        for _ in 0..TRIES {
            assert_eq!(page.eval(ANSWER).await, alone);
            left = count(&page.eval(GIVEN).await).0;
            if left == 0 {
                break;
            }
        }
        assert_eq!(left, 0, "no helper is left");
        assert_eq!(page.eval(ANSWER).await, alone);
        page.is_civil().await;
    });
}

#[test]
fn a_helper_that_does_not_start_is_done_without() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        before_the_worker(
            page,
            "if (self.name === 'triptych-helper') throw new Error('not today')",
        );
        open(page, 1).await;
        let alone = page.eval(ANSWER).await;
        open(page, 2).await;
        for _ in 0..2 {
            assert_eq!(page.eval(ANSWER).await, alone);
        }
        page.is_civil().await;
    });
}

#[test]
fn a_page_that_is_not_isolated_has_one_thread() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        page.open_insecurely("/?device=cpu&threads=4").await;
        page.ready().await;
        assert_eq!(page.eval("return crossOriginIsolated").await, json!(false));
        let device = page.eval("return triptych.device()").await;
        assert_eq!(device["threads"], json!(1), "{device}");
    });
}
