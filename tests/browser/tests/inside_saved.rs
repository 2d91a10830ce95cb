//! What can be taken along of the inside: the figure as a picture, the data as JSON.

use browser_tests::inside::{open_digit, verdict};
use browser_tests::saved::Folder;
use browser_tests::{Browser, Look, Page, session};
use serde_json::{Value, json};

#[test]
fn picture_and_data_are_saved() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let folder = Folder::of(page).await;
        page.open_ready("/?device=cpu").await;
        page.click("save-picture").await;
        page.until(
            "it says why not",
            "document.querySelector('[data-testid=share-said]').innerText.includes('Open a tool')",
        )
        .await;
        open_digit(page, "&inside=change&row=c1&silence=c1:0-3").await;
        page.until("the answer", "document.querySelector('[data-testid=inside-verdict] td')").await;

        page.click("save-data").await;
        let data: Value =
            serde_json::from_slice(&folder.file("triptych.json").await).expect("JSON");
        assert_eq!(data["network"]["parameters"], 61_706);
        assert_eq!(
            data["changes"],
            json!([{ "row": "c1", "change": { "Silence": [0, 1, 2, 3] } }])
        );
        assert_eq!(data["link"], "inside=change&row=c1&silence=c1:0-3");
        assert_eq!(data["device"]["gpu"], false);
        let shown = verdict(page, 2).await;
        for (place, (class, share)) in shown.iter().enumerate() {
            let answer = &data["answers"]["changed"][place];
            assert_eq!(answer["label"], *class);
            assert!(answer["probability"].as_f64().is_some_and(|it| (it - share).abs() < 1e-3));
        }

        // What the open tool found is in it too, without the drawing.
        let found = data["found"].as_array().cloned().unwrap_or_default();
        let norms = found.iter().find(|found| found["question"] == "Norms");
        let sizes = norms.and_then(|norms| norms["answer"]["Norms"].as_array().map(Vec::len));
        assert_eq!(sizes, Some(7), "a size a row: {found:?}");

        page.click("save-picture").await;
        let picture = folder.file("triptych.png").await;
        assert!(picture.starts_with(b"\x89PNG"), "a PNG");
        page.serve("/saved.png", picture);
        // Ink where the input has ink: the middle of each of its pixels.
        let differs = "const image = await createImageBitmap(await (await fetch('/saved.png')).blob());
            const pixels = (source, width, height) => {
                const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
                pen.drawImage(source, 0, 0);
                return pen.getImageData(0, 0, width, height).data;
            };
            const input = document.querySelector('.looked-at canvas');
            const [a, b] = [pixels(image, image.width, image.height), pixels(input, 32, 32)];
            let worst = 0;
            for (let y = 0; y < 32; y++) for (let x = 0; x < 32; x++) {
                const [u, v] = [x, y].map(at => 36 + Math.floor((at + .5) * 400 / 32));
                worst = Math.max(worst, Math.abs(a[4 * (v * image.width + u)] - b[4 * (32 * y + x)]));
            }
            return [image.width, worst, Math.max(...b)]";
        let told = page.eval(differs).await;
        assert!(told[0] == 1040 && told[1].as_f64().is_some_and(|worst| worst <= 2.0), "{told}");
        assert!(told[2] == 255, "the input has ink: {told}");

        // As browsers do that protect from fingerprinting.
        page.eval(
            "const { prototype } = CanvasRenderingContext2D, { getImageData } = prototype;
             prototype.getImageData = function (...given) {
                 const read = getImageData.apply(this, given);
                 read.data.fill(255);
                 return read;
             }",
        )
        .await;
        page.click("save-picture").await;
        let said = "document.querySelector('[data-testid=share-said]').innerText";
        page.until("it says why not", &format!("{said}.includes('Take a screenshot')")).await;
    });
}

/// Saves the picture and counts which points of a part of the page, in its own pixels, have the colour
/// in it that they have on the page. `points` is a script that gives `[part, [[x, y, colour], …]]`.
async fn saved_points(page: &Page, folder: &Folder, points: &str) -> (u64, u64) {
    folder.forget("triptych.png");
    page.click("save-picture").await;
    page.serve("/saved.png", folder.file("triptych.png").await);
    let script = format!(
        "const image = await createImageBitmap(await (await fetch('/saved.png', {{ cache: 'no-store' }})).blob());
         const canvas = new OffscreenCanvas(image.width, image.height), pen = canvas.getContext('2d');
         const bytes = colour => {{
             pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
             return pen.getImageData(0, 0, 1, 1).data;
         }};
         const [part, points] = {points};
         const wanted = points.map(([x, y, colour]) => [x, y, bytes(colour)]);
         pen.drawImage(image, 0, 0);
         const frame = part.getBoundingClientRect(), scale = Math.min(1, 968 / frame.width);
         const near = ([x, y, colour]) => {{
             const [u, v] = [36 + scale * (x - frame.left), 472 + scale * (y - frame.top)].map(Math.round);
             const {{ data }} = pen.getImageData(u - 2, v - 2, 5, 5);
             for (let at = 0; at < data.length; at += 4)
                 if ([0, 1, 2].every(byte => Math.abs(data[at + byte] - colour[byte]) < 24)) return true;
         }};
         return [wanted.filter(near).length, wanted.length]"
    );
    let told = page.eval(&script).await;
    (told[0].as_u64().unwrap_or_default(), told[1].as_u64().unwrap_or_default())
}

#[test]
fn plots_and_tables_are_in_the_picture() {
    session(Browser::NoGpu, Look::Light, async |page| {
        let folder = Folder::of(page).await;
        open_digit(page, "&inside=change&row=c1").await;
        page.until("the sizes", "document.querySelector('path.norm-plain')?.getTotalLength() > 0")
            .await;
        let line = "(() => {
            const line = document.querySelector('path.norm-plain'), to = line.getScreenCTM();
            const { stroke } = getComputedStyle(line), length = line.getTotalLength();
            const at = part => line.getPointAtLength(length * part).matrixTransform(to);
            return [document.querySelector('.norms'),
                Array.from({ length: 24 }, (_, number) => at(number / 23)).map(({ x, y }) => [x, y, stroke])];
        })()";
        let (found, points) = saved_points(page, &folder, line).await;
        assert!(points == 24 && found == points, "{found} of {points} points of the line");

        // The table of the printed form: its squares, and the ink of its numbers.
        page.click("network-lenet5-1998").await;
        page.ready().await;
        page.click("room-ideas").await;
        page.until("the table", "document.querySelectorAll('.connections .linked').length === 60")
            .await;
        let squares = "(() => {
            const middle = part => {
                const { x, y, width, height } = part.getBoundingClientRect();
                return [x + width / 2, y + height / 2, getComputedStyle(part).backgroundColor];
            };
            return [document.querySelector('.connections'),
                [...document.querySelectorAll('.connections .linked')].map(middle)];
        })()";
        let (found, points) = saved_points(page, &folder, squares).await;
        folder.keep("triptych.png", "saved-table.png");
        assert!(points == 60 && found == points, "{found} of {points} squares");
    });
}
