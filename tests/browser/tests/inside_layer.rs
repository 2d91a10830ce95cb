//! "What a layer saw": maps, one number worked through, receptive fields and kernels, as a visitor
//! uses them, against what the engine says and against arithmetic done here.

use browser_tests::layer::numbers;
use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, session};

/// A digit is drawn and the room is open.
async fn open_digit(page: &Page, address: &str) {
    page.open_ready(address).await;
    page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
    page.answer().await;
    page.open_layer_room().await;
}

/// Presses a pixel of the large map, of `side` rows and columns.
async fn press(page: &Page, [row, column]: [usize; 2], side: usize) {
    let frame = "const pad = document.querySelector('[data-testid=saw-pad]');
        pad.scrollIntoView({ block: 'center', behavior: 'instant' });
        const { left, top, width, height } = pad.getBoundingClientRect();
        return [left, top, width, height]";
    let frame = page.eval(frame).await;
    let number = |i: usize| frame[i].as_f64().expect("a frame");
    let at =
        |place: usize, start: f64, length: f64| start + (place as f64 + 0.5) / side as f64 * length;
    page.pull(&[[at(column, number(0), number(2)), at(row, number(1), number(3))]]).await;
    let here = format!(
        "document.querySelector('[data-testid=saw-place]').innerText.startsWith('Row {}, column {} ')",
        row + 1,
        column + 1
    );
    page.until("the pressed pixel is worked through", &here).await;
}

/// What lies under the marks on the input, in its pixels: left, top, width, height.
async fn lit(page: &Page, side: usize) -> Vec<f64> {
    let script = format!(
        "const style = document.querySelector('[data-testid=inside-input] .lit').style;
         return ['left', 'top', 'width', 'height'].map(name => parseFloat(style[name]) * {side} / 100)"
    );
    numbers(&page.eval(&script).await).iter().map(|at| at.round()).collect()
}

/// Maps say what the engine says; a pixel's field is where the table puts it; its sum adds up.
#[test]
fn a_convolution_is_worked_through() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "/?device=cpu").await;
        assert_eq!(page.text("saw-name").await.as_deref(), Some("C1"), "the first row is open");
        assert_eq!(page.text("saw-gives").await.as_deref(), Some("28 \u{d7} 28 \u{d7} 6"));
        // The input as it is shown, in 255 steps, so that figures differ by a little.
        let script = "const canvas = document.querySelector('[data-testid=inside-input] canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, 32, 32);
            const digit = [...data].filter((_, i) => i % 4 === 0).map(grey => grey / 255);
            const question = { Maps: { row: 'c1', levels: 'Map', most: 0 } };
            const { finding } = await triptych.look.ask({ subject: { Digit: digit }, question });
            const shown = [...document.querySelectorAll('[data-testid^=saw-map-]')].map(map =>
                map.ariaLabel.replaceAll('\u{2212}', '-').match(/Map (\\d+): maximum ([-\\d.]+), mean ([-\\d.]+)\\./).slice(1).map(Number));
            return finding.Maps.maps.map(({ channel, range }) => [range[1], range[2], ...shown.find(it => it[0] === channel + 1).slice(1)])";
        let maps = page.eval(script).await;
        let maps: Vec<Vec<f64>> = maps.as_array().into_iter().flatten().map(numbers).collect();
        assert_eq!(maps.len(), 6);
        for map in &maps {
            assert!((map[0] - map[2]).abs() < 0.03 && (map[1] - map[3]).abs() < 0.02, "{map:?}");
        }
        press(page, [9, 12], 28).await;
        assert_eq!(lit(page, 32).await, [12.0, 9.0, 5.0, 5.0]);
        assert_eq!(
            page.text("saw-field").await.as_deref(),
            Some("rows 10 to 14, columns 13 to 17")
        );
        let steps = page.steps_that_add_up().await;
        let signs: Vec<&str> = steps.iter().map(|step| step.0.as_str()).collect();
        assert_eq!(signs, ["", "+", "=", "\u{2192}"], "window, bias, sum, ReLU");
        let [window, kernel, products] = [
            page.shown_grid("saw-window").await,
            page.shown_grid("saw-kernel-numbers").await,
            page.shown_grid("saw-products").await,
        ];
        assert_eq!((window.len(), kernel.len(), products.len()), (25, 25, 25));
        for ((window, kernel), product) in window.iter().zip(&kernel).zip(&products) {
            assert!(
                (window * kernel - product).abs() < 0.03,
                "{window} x {kernel} is no {product}"
            );
        }
        let sum: f64 = products.iter().sum();
        assert!((sum - steps[0].1).abs() < 25.0 * 0.0051, "{sum} of {steps:?}");

        // Held: the pointer goes over other pixels, and nothing changes.
        page.eval("document.querySelector('[data-testid=saw-pad]').dispatchEvent(new PointerEvent('pointermove', { clientX: 1, clientY: 1, bubbles: true }))").await;
        assert_eq!(lit(page, 32).await, [12.0, 9.0, 5.0, 5.0]);
        // Back: the pixels that see the first pixel of the input.
        page.eval("const box = document.querySelector('[data-testid=inside-input]').getBoundingClientRect();
            document.querySelector('[data-testid=inside-input]').dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + 4.5 / 32 * box.width, clientY: box.top + 0.5 / 32 * box.height, bubbles: true }))").await;
        let seeing = "(style => style && [style.left, style.top, style.width, style.height].map(it => Math.round(parseFloat(it) * 28 / 100)).join())(document.querySelector('[data-testid=saw-seeing]')?.style)";
        assert_eq!(page.until("a frame on the map", seeing).await, "0,0,5,1");
        page.is_accessible("layer, C1, light").await;
    });
}

/// Every kind of row of both forms of LeNet-5 has arithmetic that adds up.
#[test]
fn every_row_of_both_forms_adds_up() {
    session(Browser::NoGpu, Look::Light, async |page| {
        for network in ["lenet5", "lenet5-1998"] {
            open_digit(page, &format!("/?device=cpu&network={network}")).await;
            for name in ["C1", "S2", "C3", "S4", "C5", "F6", "output"] {
                page.go_to_layer(name).await;
                let steps = page.steps_that_add_up().await;
                let first = steps.first().map(|step| step.2.clone()).unwrap_or_default();
                match (name, network) {
                    ("S2", "lenet5") => {
                        assert_eq!(first, "largest of 4 numbers");
                        let largest = page
                            .shown_grid("saw-window")
                            .await
                            .into_iter()
                            .fold(f64::MIN, f64::max);
                        assert!((largest - steps[0].1).abs() < 0.006, "{largest}: {steps:?}");
                    }
                    ("S2", _) => assert_eq!(first, "sum of the 4 numbers"),
                    ("C3", _) => {
                        assert!(steps[1].2.starts_with("the other "), "{steps:?}");
                        page.click("saw-channel-after").await;
                        let second = page.steps_that_add_up().await;
                        assert!(steps[0].1.abs() >= second[0].1.abs(), "{steps:?}, {second:?}");
                        let table = page.text("saw-connections").await;
                        assert_eq!(table.is_some(), network == "lenet5-1998");
                    }
                    ("F6", _) => assert!(steps[6].2.starts_with("the other 114"), "{steps:?}"),
                    _ => {}
                }
                page.is_civil().await;
            }
        }
    });
}

/// From map to map, pixel to pixel and row to row without a pointer.
#[test]
fn everything_goes_by_keys() {
    session(Browser::NoGpu, Look::Light, async |page| {
        open_digit(page, "/?device=cpu").await;
        page.tab_to("saw-map-0").await;
        page.keys("RR").await;
        let chosen = "document.querySelector('[data-testid=saw-map-2][aria-pressed=true]') === document.activeElement";
        page.until("the third map is chosen", chosen).await;
        page.tab_to("saw-pad").await;
        let place =
            "document.querySelector('[data-testid=saw-value]').previousElementSibling.innerText";
        let name = "return document.activeElement.ariaLabel";
        let named = page.eval(name).await;
        let before = page.eval(&format!("return {place}")).await;
        page.keys("LLUU").await;
        page.until("another pixel is chosen", &format!("{place} !== {before}")).await;
        let spoken = "document.querySelector('[data-testid=live]').innerText";
        page.until("the pixel is spoken", &format!("{spoken}.includes('It sees rows')")).await;
        assert_eq!(page.eval(name).await, named, "it is told once");
        page.tab_to("saw-next").await;
        page.keys("N").await;
        page.until("the next row is spoken", &format!("{spoken}.startsWith('S2: 6 maps')")).await;
        let focused = page.eval("return document.activeElement.dataset.testid").await;
        assert_eq!(focused, "saw-next", "the focus stays where it was");
    });
}
