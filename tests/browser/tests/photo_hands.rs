//! Mouse, wheel and fingers move and zoom the crop, and the answer follows.

use browser_tests::{Browser, Look, Page, session};

/// The frame and the photo in the window: left, top, width, height.
async fn rectangles(page: &Page) -> [[f64; 4]; 2] {
    let found = page
        .eval(
            "return ['crop', 'photo'].map(id => {
                 const at = document.querySelector(`[data-testid=${id}]`).getBoundingClientRect();
                 return [at.left, at.top, at.width, at.height];
             })",
        )
        .await;
    [0, 1].map(|i| [0, 1, 2, 3].map(|j| found[i][j].as_f64().expect("a rectangle")))
}

fn middle([left, top, width, height]: [f64; 4]) -> [f64; 2] {
    [left + width / 2.0, top + height / 2.0]
}

/// Fails unless two numbers of pixels are about the same.
fn about(what: &str, found: f64, expected: f64) {
    assert!((found - expected).abs() < 2.0, "{what}: {found} pixels, not {expected}");
}

async fn answered(page: &Page, before: &[f64]) -> Vec<f64> {
    let first = "document.querySelector('[data-testid=resnet-0]').dataset.value";
    page.until("the answer follows", &format!("{first} !== '{}'", before[0])).await;
    page.photo_answer().await
}

async fn a_photo(page: &Page) -> Vec<f64> {
    page.open_photo_bundled().await;
    page.click("example-temple").await;
    let answer = page.photo_answer().await;
    let stage = "document.querySelector('[data-testid=stage]')";
    page.eval(&format!("{stage}.scrollIntoView({{ block: 'center', behavior: 'instant' }})")).await;
    answer
}

#[test]
fn a_mouse_drags_clicks_and_turns_its_wheel() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let mut answer = a_photo(page).await;
        let scrolled = page.eval("return scrollY").await;

        // 360 pixels up: closer by e to the 0.6.
        let [before, photo] = rectangles(page).await;
        page.wheel(middle(photo), -360).await;
        answer = answered(page, &answer).await;
        let [frame, _] = rectangles(page).await;
        about("the frame after the wheel", frame[2], before[2] / 0.6_f64.exp());
        assert_eq!(page.eval("return scrollY").await, scrolled, "the page itself stays");

        let [x, y] = middle(frame);
        page.pull(&[[x, y], [x - 20.0, y + 10.0], [x - 60.0, y + 24.0]]).await;
        answer = answered(page, &answer).await;
        let [moved, _] = rectangles(page).await;
        about("it went left", moved[0], frame[0] - 60.0);
        about("it went down", moved[1], frame[1] + 24.0);
        about("its size stays", moved[2], frame[2]);

        // A click beside the frame brings it there, as far as the photo goes.
        let corner = [photo[0] + photo[2] - 4.0, photo[1] + 4.0];
        page.pull(&[corner]).await;
        answer = answered(page, &answer).await;
        let [there, _] = rectangles(page).await;
        about("its right side is the photo's", there[0] + there[2], photo[0] + photo[2]);
        about("its top is the photo's", there[1], photo[1]);

        // Far beyond the edge and back: the frame stays within the photo.
        let from = middle(there);
        page.pull(&[from, [10.0, 700.0]]).await;
        answered(page, &answer).await;
        let [edge, _] = rectangles(page).await;
        about("its left side is the photo's", edge[0], photo[0]);
        about("its foot is the photo's", edge[1] + edge[3], photo[1] + photo[3]);

        page.eval("document.querySelector('.shown').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))").await;
        let [back, _] = rectangles(page).await;
        about("a double click goes back", back[2], before[2]);
        about("to the middle", back[0], before[0]);

        // Away from what is shown whole the page scrolls.
        page.wheel(middle(photo), 200).await;
        page.until(
            "it is whole",
            "Number(document.querySelector('[data-testid=zoom]').value) === 0",
        )
        .await;
        page.wheel(middle(photo), 100).await;
        let on = format!("scrollY > {scrolled}");
        page.until("the page scrolls", &on).await;
    });
}

/// Chromium has no such events.
#[test]
fn two_fingers_on_a_trackpad_zoom_in_safari() {
    session(Browser::NoGpu, Look::Light, async |page: &Page| {
        let answer = a_photo(page).await;
        let [before, _] = rectangles(page).await;
        let pinch = "const tell = (kind, scale) => {
                const event = new Event(`gesture${kind}`, { bubbles: true, cancelable: true });
                return !document.querySelector('[data-testid=photo]').dispatchEvent(Object.assign(event, { scale }));
            };
            return [tell('start', 1), tell('change', 1.5), tell('change', 2)]";
        assert_eq!(page.eval(pinch).await, serde_json::json!([true, true, true]), "the page stays");
        answered(page, &answer).await;
        let [frame, _] = rectangles(page).await;
        about("twice as close", frame[2], before[2] / 2.0);
    });
}

#[test]
fn two_fingers_pinch_and_one_moves() {
    session(Browser::NoGpu, Look::Phone, async |page: &Page| {
        let mut answer = a_photo(page).await;
        let [before, photo] = rectangles(page).await;
        let [x, y] = middle(photo);
        let from = |side: f64, way: &[f64]| -> Vec<[f64; 2]> {
            way.iter().map(|far| [x + side * far, y]).collect()
        };
        let way = [30.0, 40.0, 50.0, 60.0];
        page.two_fingers([&from(-1.0, &way), &from(1.0, &way)]).await;
        answer = answered(page, &answer).await;
        let [frame, _] = rectangles(page).await;
        about("twice as close", frame[2], before[2] / 2.0);
        about("about the same middle", middle(frame)[0], middle(before)[0]);
        assert_eq!(page.eval("return visualViewport.scale").await, 1, "the page is not zoomed");

        let scrolled = page.eval("return scrollY").await;
        let one: Vec<[f64; 2]> = [0.0, 12.0, 24.0, 36.0].map(|down| [x, y + down]).into();
        let far: Vec<[f64; 2]> = one.iter().map(|[x, y]| [x + 40.0, *y]).collect();
        page.two_fingers([&one, &far]).await;
        answered(page, &answer).await;
        let [moved, _] = rectangles(page).await;
        about("two fingers move it too", moved[1], frame[1] + 36.0);
        about("without zoom", moved[2], frame[2]);
        assert_eq!(page.eval("return scrollY").await, scrolled, "the page is not scrolled");
    });
}
