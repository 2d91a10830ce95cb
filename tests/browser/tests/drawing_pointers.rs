//! Pointers on the board: which one draws, and when its stroke ends.

use browser_tests::{Browser, Look, Page, session};
use std::time::Duration;

/// Tells the board of a pointer, and what is drawn there.
const TELL: &str = "const board = document.querySelector('[data-testid=board]');
    const { left, top, width } = board.getBoundingClientRect();
    const number = { pen: 91, touch: 92, mouse: 93 };
    globalThis.tell = (pointerType, kind, x, y, buttons = Number(kind === 'down' || kind === 'move')) =>
        board.dispatchEvent(new PointerEvent(`pointer${kind}`, {
            pointerType, pointerId: number[pointerType], isPrimary: true, bubbles: true, buttons,
            clientX: left + x * width, clientY: top + y * width, button: kind === 'move' ? -1 : 0 }));
    globalThis.drawn = () => `${board.ariaLabel}, ${board.dataset.points}`";

async fn open(page: &Page) {
    page.open_ready("/?device=cpu").await;
    page.eval(TELL).await;
}

/// After these events so many strokes and points are drawn.
async fn draws(page: &Page, what: &str, events: &str, drawn: &str) {
    page.eval(events).await;
    page.until(what, &format!("drawn() === 'Drawing board, {drawn}'")).await;
}

/// Tablets take the hand beside a pen for a finger, and say later that it was none.
#[test]
fn a_pen_draws_rather_than_the_hand_beside_it() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page).await;
        let finger = "tell('touch', 'down', .8, .9); tell('touch', 'move', .9, .9)";
        draws(page, "a finger's stroke", finger, "1 stroke, 2").await;
        let both = "tell('pen', 'down', .5, .2); tell('touch', 'move', .9, .8);
            tell('pen', 'move', .5, .5); tell('touch', 'cancel', .9, .8);
            tell('pen', 'move', .5, .8); tell('pen', 'up', .5, .8);
            tell('touch', 'down', .8, .9); tell('touch', 'up', .8, .9)";
        draws(page, "the pen's stroke", both, "1 stroke, 3").await;
        tokio::time::sleep(Duration::from_millis(1200)).await;
        let finger = "tell('touch', 'down', .8, .9)";
        draws(page, "a finger draws again", finger, "2 strokes, 4").await;
        draws(page, "it was none", "tell('touch', 'cancel', .8, .9)", "1 stroke, 3").await;
    });
}

/// The button went up over another window.
#[test]
fn a_stroke_whose_end_was_not_told_goes_no_further() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page).await;
        let first = "tell('mouse', 'down', .2, .2); tell('mouse', 'move', .2, .5);
            tell('mouse', 'move', .5, .5, 0); tell('mouse', 'move', .6, .6, 0);
            tell('mouse', 'move', .7, .7)";
        draws(page, "its own points", first, "1 stroke, 2").await;
        let second = "tell('mouse', 'down', .8, .2); tell('mouse', 'move', .8, .5)";
        draws(page, "another stroke", second, "2 strokes, 4").await;
        let third = "tell('mouse', 'down', .9, .2); tell('mouse', 'move', .9, .5)";
        draws(page, "and one without a move before it", third, "3 strokes, 6").await;
    });
}

/// As Ctrl and a click do on a Mac.
#[test]
fn a_press_that_opens_a_menu_is_no_stroke() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open(page).await;
        let menu = "tell('mouse', 'down', .2, .2);
            document.querySelector('[data-testid=board]').dispatchEvent(new MouseEvent('contextmenu', { ctrlKey: true }));
            tell('mouse', 'move', .5, .5)";
        draws(page, "nothing", menu, "empty, 0").await;
        let next = "tell('mouse', 'down', .8, .2); tell('mouse', 'move', .8, .5)";
        draws(page, "the next stroke", next, "1 stroke, 2").await;
    });
}
