//! Keys on the page to draw on: what is taken back while a stroke is drawn, keys that are held, and keys that are
//! the browser's own.

use browser_tests::inside::open_digit;
use browser_tests::{Browser, Look, Page, Pointer, session};
use serde_json::json;

/// Presses a key on what a selector finds: what `how` says of the event. Says whether the page took it.
async fn press(page: &Page, selector: &str, how: &str) -> bool {
    let press = format!(
        "const key = new KeyboardEvent('keydown', {{ {how}, bubbles: true, cancelable: true }});
         return !document.querySelector('{selector}').dispatchEvent(key)"
    );
    page.eval(&press).await == json!(true)
}

const TAKE_BACK: &str = "key: 'z', ctrlKey: true";
const BOARD: &str = "[data-testid=board]";

/// How many strokes are on the board, and of how many points.
async fn drawn(page: &Page) -> (u64, u64) {
    let read = "const board = document.querySelector('[data-testid=board]');
        return [parseInt(board.ariaLabel.match(/\\d+|empty/)) || 0, Number(board.dataset.points)]";
    let read = page.eval(read).await;
    let number = |i: usize| read[i].as_u64().unwrap_or_else(|| panic!("the board says {read}"));
    (number(0), number(1))
}

/// The keyboard's pen is on the board.
async fn by_keys(page: &Page) {
    page.tab_to("keyboard").await;
    page.keys("N").await;
    page.tab_to("board").await;
}

#[test]
fn a_stroke_that_was_taken_back_does_not_go_on_elsewhere() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &[vec![[0.2, 0.2], [0.2, 0.5], [0.2, 0.8]]]).await;
        let first = drawn(page).await;
        assert_eq!(first.0, 1);
        // In the middle of the second one, while the pointer is down.
        let midway = format!(
            "let moves = 0;
             document.querySelector('{BOARD}').addEventListener('pointermove', ({{ buttons }}) => {{
                 if (!buttons || ++moves !== 2) return;
                 document.body.dispatchEvent(new KeyboardEvent('keydown', {{ {TAKE_BACK}, bubbles: true }}));
             }})"
        );
        page.eval(&midway).await;
        let way = [0.2, 0.3, 0.4, 0.6, 0.8].map(|y| [0.8, y]);
        page.draw(Pointer::Mouse, &[way.to_vec()]).await;
        assert_eq!(drawn(page).await, first, "nothing goes on with it");
        page.draw(Pointer::Mouse, &[vec![[0.8, 0.2], [0.8, 0.5]]]).await;
        assert_eq!(drawn(page).await.0, 2, "the next stroke is one");
    });
}

#[test]
fn after_a_stroke_that_was_taken_back_the_keys_begin_another() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        by_keys(page).await;
        page.keys("_DD _ RRR _DD").await;
        assert_eq!(drawn(page).await, (2, 6));
        page.keys("B").await;
        assert_eq!(drawn(page).await, (1, 3));
        page.keys("D").await;
        assert_eq!(drawn(page).await, (2, 4), "not a line from the stroke before");
    });
}

#[test]
fn a_held_key_moves_the_pen_once_and_the_browsers_keys_do_not() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        by_keys(page).await;
        assert!(press(page, BOARD, "key: ' '").await);
        for _ in 0..3 {
            assert!(press(page, BOARD, "key: ' ', repeat: true").await, "the page does not scroll");
        }
        page.keys("DD").await;
        assert_eq!(drawn(page).await, (1, 3), "the pen stays down");
        for held in ["altKey", "ctrlKey", "metaKey"] {
            assert!(!press(page, BOARD, &format!("key: 'ArrowLeft', {held}: true")).await);
        }
        assert_eq!(drawn(page).await, (1, 3));
    });
}

#[test]
fn on_maps_too_the_browsers_keys_are_its_own() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "&inside=layer&row=c3").await;
        for map in [".map", "[data-testid=saw-map-0]", "[data-testid=saw-pad]"] {
            page.until(map, &format!("!!document.querySelector('{map}')")).await;
            for held in ["altKey", "ctrlKey", "metaKey"] {
                let how = format!("key: 'ArrowRight', {held}: true");
                assert!(!press(page, map, &how).await, "{map}, {held}");
            }
            assert!(press(page, map, "key: 'ArrowRight'").await, "{map}");
        }
    });
}

/// The hint beside the heading is read with the map that has the focus.
#[test]
fn where_a_map_looked_is_told_by_keys_too() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "").await;
        let map = "document.querySelector('[data-testid=map-c3] .map')";
        page.until("a map", &format!("!!{map}")).await;
        page.eval(&format!("{map}.focus()")).await;
        let described = "document.querySelector('[aria-describedby=spot]')";
        page.until("it is told of the map", &format!("{described} === document.activeElement"))
            .await;
        let told = page.text("spot").await.unwrap_or_default();
        assert!(told.starts_with("C3"), "{told}");
    });
}

#[test]
fn what_is_typed_is_taken_back_where_it_is_typed() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "&inside=why").await;
        let before = drawn(page).await;
        page.until("a field", "!!document.querySelector('[data-testid=class]')").await;
        assert!(!press(page, "[data-testid=class]", TAKE_BACK).await, "the field's own");
        assert_eq!(drawn(page).await, before);
        assert!(!press(page, "body", "key: 'Z', ctrlKey: true, shiftKey: true").await);
        assert!(press(page, "body", "key: 'Z', ctrlKey: true").await, "with Caps Lock");
        assert_eq!(drawn(page).await.0, before.0 - 1);
        let greek = "key: 'ζ', code: 'KeyZ', ctrlKey: true";
        assert!(press(page, "body", greek).await, "on another keyboard");
    });
}
