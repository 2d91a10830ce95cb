//! Questions about the inside of LeNet-5, asked of the worker.

use browser_tests::{Browser, Look, Page, session};
use serde_json::{Value, json};

/// A one, as the network takes it: paper 0, ink 1.
fn digit() -> Value {
    let ink = |y: usize, x: usize| (8..24).contains(&y) && (15..18).contains(&x);
    json!((0..1024).map(|i| u8::from(ink(i / 32, i % 32))).collect::<Vec<_>>())
}

/// The finding for a question, with edits, and the milliseconds that it took.
async fn ask(page: &Page, edits: Value, question: Value) -> (Value, f64) {
    let asked = json!({ "subject": { "Digit": digit() }, "edits": edits, "question": question });
    let answer = page.script("return triptych.look.ask(...arguments)", vec![asked]).await;
    let answer = answer.unwrap_or_else(|error| panic!("{question}: {error}"));
    (answer["finding"].clone(), answer["ms"].as_f64().unwrap_or(f64::NAN))
}

async fn look(page: &Page) {
    let none = || json!([]);
    let (outcome, _) = ask(page, none(), json!("Outcome")).await;
    let best = outcome["Outcome"]["plain"][0]["class"].clone();
    assert_eq!(best, 1, "{outcome}");

    let question = json!({ "Maps": { "row": "c1", "levels": "Map", "most": 0 } });
    let (maps, ms) = ask(page, none(), question).await;
    assert_eq!(maps["Maps"]["shape"], json!([28, 28, 6]));
    assert_eq!(maps["Maps"]["maps"].as_array().map(Vec::len), Some(6));
    println!("maps of c1: {ms:.1} ms");

    let silent = json!([{ "row": "c3", "change": { "Silence": (0..16).collect::<Vec<_>>() } }]);
    let (outcome, ms) = ask(page, silent, json!("Outcome")).await;
    let [plain, edited] = ["plain", "edited"].map(|which| &outcome["Outcome"][which]);
    assert_ne!(plain, edited, "without c3 the answer is another");
    assert!(outcome["Outcome"]["computed"].as_u64() < outcome["Outcome"]["rows"].as_u64());
    println!("an outcome with c3 silent: {ms:.1} ms");

    let question = json!({ "Worked": { "row": "c3", "pixel": [4, 5], "channel": 3 } });
    let (worked, _) = ask(page, none(), question).await;
    let number = |name: &str| worked["Worked"][name].as_f64().expect("a number");
    assert!((number("sum").max(0.0) - number("output")).abs() < 1e-4, "{worked}");

    let question = json!({ "Occlusion": { "class": best, "patch": 6, "stride": 2 } });
    let (heat, ms) = ask(page, none(), question).await;
    assert_eq!(heat["Heat"]["shape"], json!([14, 14]));
    println!("an occlusion map of 196 places: {ms:.0} ms");

    let question = json!({ "Ranking": { "row": "c3", "class": best } });
    let (ranking, _) = ask(page, none(), question).await;
    assert_eq!(ranking["Ranking"].as_array().map(Vec::len), Some(16));

    let checked = page.script("return triptych.look.check('Digit')", vec![]).await;
    let checked = checked.expect("a self-check");
    let text = checked["finding"]["Checked"]["text"].as_str().unwrap_or_default().to_owned();
    assert!(text.contains("passed"), "{text}");
    println!("{text}");

    let asked = json!({ "subject": { "Digit": [1, 2, 3] }, "question": "Outcome" });
    let answer = page.script("return triptych.look.ask(...arguments)", vec![asked]).await;
    assert!(answer.is_err(), "three numbers are no digit: {answer:?}");
}

/// A long answer ends when it is stopped, and the next question is answered.
async fn stop(page: &Page) {
    let long = json!({ "Occlusion": { "class": 1, "patch": 2, "stride": 1 } });
    let asked = json!({ "subject": { "Digit": digit() }, "question": long });
    // The question goes out when the script pauses.
    let script = "const answer = triptych.look.ask(...arguments);
        await new Promise(done => setTimeout(done));
        triptych.look.stop();
        return answer";
    let answer = page.script(script, vec![asked]).await.expect("an end");
    assert!(answer.is_null(), "it was not stopped");
    ask(page, json!([]), json!("Outcome")).await;
}

#[test]
fn lenet5_is_looked_into_on_the_cpu() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        look(page).await;
        stop(page).await;
    });
}

#[test]
fn lenet5_is_looked_into_on_webgpu() {
    session(Browser::Gpu, Look::Light, async |page| {
        page.open_ready("/?device=gpu").await;
        look(page).await;
        stop(page).await;
    });
}

/// A ResNet on a photo: skips are cut, and the map of a class adds up to its logit.
#[test]
fn a_resnet_is_looked_into_on_the_cpu() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_photo_bundled().await;
        let open = "return (await triptych.photo.open('samples/photos/coffee.jpg')).picture";
        let picture = page.script(open, vec![]).await.expect("a picture");
        let photo = json!({ "slot": "ResNet", "picture": picture,
            "crop": { "x": 0.5, "y": 0.5, "zoom": 1.0 } });
        let ask = async |edits: Value, question: Value| {
            let subject = json!({ "Photo": photo });
            let asked = json!({ "subject": subject, "edits": edits, "question": question });
            let answer = page.script("return triptych.look.ask(...arguments)", vec![asked]).await;
            let answer = answer.unwrap_or_else(|error| panic!("{question}: {error}"));
            println!("{question}: {} ms", answer["ms"]);
            answer["finding"].clone()
        };
        let plain = ask(json!([]), json!("Outcome")).await;
        let best = plain["Outcome"]["plain"][0]["class"].clone();
        for (change, row, most) in [("CutSkip", "conv5_2.2", 3), ("CutBranch", "conv2_1.2", 99)] {
            let edited = ask(json!([{ "row": row, "change": change }]), json!("Outcome")).await;
            let outcome = &edited["Outcome"];
            assert_ne!(outcome["plain"], outcome["edited"], "{change} in {row}");
            assert_eq!(outcome["plain"], plain["Outcome"]["plain"]);
            assert!(outcome["computed"].as_u64().is_some_and(|rows| rows <= most), "{outcome}");
        }
        let heat = ask(json!([]), json!({ "ClassMap": { "class": best } })).await;
        let heat = &heat["Heat"];
        let values = heat["values"].as_array().expect("values");
        let mean = values.iter().filter_map(Value::as_f64).sum::<f64>() / values.len() as f64;
        let number = |name: &str| heat[name].as_f64().expect("a number");
        assert!((mean + number("rest") - number("logit")).abs() < 1e-3, "the mean and the bias");
        let norms = ask(json!([]), json!("Norms")).await;
        assert_eq!(norms["Norms"].as_array().map(Vec::len), Some(8), "one a block");
        let question = json!({ "Kernels": { "row": "conv1", "channels": [0, 63] } });
        let kernels = ask(json!([]), question).await;
        assert_eq!(kernels["Kernels"]["kernels"][1][2]["picturing"], "Colour");
        let dropout = json!({ "subject": { "Photo": photo },
            "question": { "Dropout": { "samples": 30, "seed": 1 } } });
        let refused = page.script("return triptych.look.ask(...arguments)", vec![dropout]).await;
        assert!(refused.is_err(), "a ResNet has no dropout: {refused:?}");
    });
}
