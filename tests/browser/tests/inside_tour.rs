//! The guided tour: ten steps over both pages, each of which shows what it is about.

use browser_tests::{Browser, Look, Page, Pointer, hands::Hand, photos::bundled, session};

/// Whether the heading of a step is wholly in the window.
const IN_SIGHT: &str = "(({top, bottom}) => top >= 0 && bottom <= innerHeight)
    (document.querySelector('#tour').getBoundingClientRect())";

/// Waits for a step, by its place and by what it shows.
async fn is_at(page: &Page, step: usize, room: &str, row: Option<&str>) {
    let place = format!(
        "document.querySelector('[data-testid=tour-place]')?.innerText.includes('step {step} of 10')"
    );
    page.until(&format!("step {step}"), &place).await;
    let tool =
        format!("document.querySelector('[data-testid=room-{room}]')?.ariaPressed === 'true'");
    page.until(&format!("step {step} opens {room}"), &tool).await;
    if let Some(row) = row {
        let open = format!(
            "[...document.querySelectorAll('[data-testid=diagram] [aria-pressed=true]')]
                .some(it => it.dataset.testid.endsWith('-{row}'))"
        );
        page.until(&format!("step {step} opens {row}"), &open).await;
    }
    let search = page.eval("return location.search").await;
    let search = search.as_str().unwrap_or_default();
    assert!(search.ends_with(&format!("tour={step}")) && !search.contains("inside="), "{search}");
}

#[test]
fn ten_steps_lead_through_three_networks() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.click("tour-begin").await;
        is_at(page, 1, "layer", Some("c1")).await;
        assert_eq!(page.answer().await.digit, 2, "a digit is there by itself");
        page.until("the heading has the focus", "document.activeElement.id === 'tour'").await;
        page.click("tour-next").await;
        is_at(page, 2, "layer", Some("s2")).await;
        page.click("tour-next").await;
        is_at(page, 3, "ideas", Some("c3")).await;
        page.until(
            "the printed form",
            "triptych.state().network === 'lenet5-1998' && triptych.state().engine === 'ready'",
        )
        .await;
        page.click("tour-next").await;
        is_at(page, 4, "why", None).await;
        page.until("the modern form", "triptych.state().network === 'lenet5'").await;
        page.click("tour-back").await;
        is_at(page, 3, "ideas", Some("c3")).await;
        // The next step but one is on the other page.
        let href = "return new URL(document.querySelector('[data-testid=tour-5]').href)";
        let way = page
            .eval(&format!("{href}.pathname + {}.search", href.trim_start_matches("return ")))
            .await;
        assert_eq!(way, "/photo.html?device=cpu&tour=5");

        page.open_photo_pair_on("cpu&tour=5").await;
        is_at(page, 5, "layer", Some("conv1")).await;
        let net = |net: &str| {
            format!("document.querySelector('[data-testid=inside]').dataset.net === '{net}'")
        };
        page.until("AlexNet", &net("alexnet")).await;
        page.photos_are(1).await;
        page.until("the step is in the window", IN_SIGHT).await;
        page.click("tour-next").await;
        is_at(page, 6, "ideas", None).await;
        page.click("tour-next").await;
        is_at(page, 7, "layer", Some("conv2_2.2")).await;
        page.until("ResNet", &net("resnet")).await;
        page.click("tour-next").await;
        is_at(page, 8, "change", Some("conv3_2.2")).await;
        let mark = |words: &str| {
            format!(
                "document.querySelector('[data-testid=box-conv3_x]').innerText.includes('{words}')"
            )
        };
        page.until("the skip is cut", &mark("skip cut")).await;
        page.until_within(
            "both answers",
            "document.querySelectorAll('[data-testid=inside-verdict] .changed tbody tr').length === 5",
            page.waking(),
        )
        .await;
        page.click("tour-next").await;
        is_at(page, 9, "change", Some("conv3_2.2")).await;
        page.until("the branch is cut", &mark("branch cut")).await;
        // Something else is done; the step can be set up again.
        page.click("inside-reset").await;
        page.until("nothing is cut", "!document.querySelector('[data-testid=diagram] .part-mark')")
            .await;
        page.click("tour-again").await;
        page.until("it is cut again", &mark("branch cut")).await;
        page.click("tour-next").await;
        is_at(page, 10, "why", None).await;
        page.until(
            "nothing is cut in the end",
            "!document.querySelector('[data-testid=diagram] .part-mark')",
        )
        .await;
        page.click("tour-end").await;
        page.until("it is over", "!document.querySelector('[data-testid=tour]')").await;
        page.until(
            "the focus is where it began",
            "document.activeElement.dataset.testid === 'tour-begin'",
        )
        .await;
        assert_eq!(page.eval("return location.search").await, "?device=cpu&inside=why&of=resnet");
    });
}

#[test]
fn it_is_walked_by_keys_and_left_by_escape() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu").await;
        page.draw(Pointer::Mouse, &Hand::School.digit(5)).await;
        assert_eq!(page.answer().await.digit, 5);
        page.eval("document.querySelector('[data-testid=tour-begin]').focus()").await;
        page.keys("N").await;
        is_at(page, 1, "layer", Some("c1")).await;
        page.until("the heading has the focus", "document.activeElement.id === 'tour'").await;
        page.tab_to("tour-next").await;
        page.keys("N").await;
        is_at(page, 2, "layer", Some("s2")).await;
        assert_eq!(page.eval("return document.activeElement.dataset.testid").await, "tour-next");
        assert_eq!(page.answer().await.digit, 5, "the visitor's own digit stays");
        let spoken =
            "document.querySelector('[data-testid=live]').innerText.includes('Step 2 of 10')";
        page.until("it is spoken", spoken).await;
        page.keys("E").await;
        page.until("it is left", "!document.querySelector('[data-testid=tour]')").await;
        page.until("the address says so", "!location.search.includes('tour')").await;
    });
}

#[test]
fn a_step_from_a_link_stays_in_sight_until_the_visitor_moves() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.open_ready("/?device=cpu&tour=2").await;
        is_at(page, 2, "layer", Some("s2")).await;
        page.answer().await;
        // The browser's own way to hold a page still would hide whether ours works.
        let grow = "document.body.style.overflowAnchor = 'none';
            const room = document.createElement('div');
            room.style.height = '2000px';
            document.body.prepend(room)";
        page.eval(grow).await;
        page.until("the step is in the window", IN_SIGHT).await;
        let moved = "const wheel = new WheelEvent('wheel', { bubbles: true });
            document.body.dispatchEvent(wheel)";
        page.eval(moved).await;
        page.eval(grow).await;
        let frames = "return new Promise(done => setTimeout(done, 300))";
        page.eval(frames).await;
        assert_eq!(page.eval(&format!("return {IN_SIGHT}")).await, false);
    });
}

#[test]
fn on_a_phone_the_tool_is_a_touch_away_and_the_card_another() {
    let top = |of: &str| {
        format!("Math.round(document.querySelector('{of}').getBoundingClientRect().top)")
    };
    session(Browser::NoGpu, Look::Phone, async |page| {
        page.open_ready("/?device=cpu&tour=4").await;
        is_at(page, 4, "why", None).await;
        page.answer().await;
        let card = top("[data-testid=tour]");
        page.until("the card is at the window's top", &format!("{card} === 12")).await;
        let next = "document.querySelector('[data-testid=tour-next]')";
        page.until(
            "so is all up to its ways",
            &format!("{next}.getBoundingClientRect().bottom <= innerHeight"),
        )
        .await;
        page.click("tour-show").await;
        page.until("the map over the digit is there", &format!("{} === 12", top(".inside-left")))
            .await;
        page.until("with the focus", "document.activeElement.className === 'inside-left'").await;
        page.is_accessible("tour, at the tool").await;
        page.click("tour-return").await;
        page.until("the card is there again", &format!("{card} === 12")).await;
        page.until("its heading has the focus", "document.activeElement.id === 'tour'").await;
    });
}

#[test]
fn a_step_says_what_it_needs() {
    session(Browser::NoGpu, Look::Light, async |page| {
        page.offer_photo_weights(&[bundled()]);
        page.open_ready("/photo.html?device=cpu&tour=6").await;
        page.comes("resnet").await;
        let told = page.text("tour-missing").await.unwrap_or_default();
        assert!(told.contains("No AlexNet is loaded"), "{told}");
        page.is_accessible("tour, AlexNet is missing").await;
        page.click("tour-card").await;
        page.until(
            "the focus is in its card",
            "document.activeElement.closest('[data-testid=card-alexnet]') !== null",
        )
        .await;
        page.click("tour-next").await;
        is_at(page, 7, "layer", Some("conv2_2.2")).await;
        assert_eq!(page.text("tour-missing").await, None);
        // A step of the other page says where it is.
        page.open_ready("/photo.html?device=cpu&tour=2").await;
        let way = page.eval("return document.querySelector('[data-testid=tour-elsewhere] a').getAttribute('href')").await;
        assert_eq!(way, "./?device=cpu&tour=2");
    });
}

async fn looks(look: Look, page: &Page) {
    page.open_ready("/?device=cpu&tour=3").await;
    is_at(page, 3, "ideas", Some("c3")).await;
    page.answer().await;
    page.click("tour-contents").await;
    page.looks_well("tour, LeNet-5", look).await;
    page.whole_picture(&format!("tour-lenet-{}", look.name()), look).await;
    page.open_photo_pair_on("cpu&tour=8").await;
    is_at(page, 8, "change", Some("conv3_2.2")).await;
    page.photo_answers().await;
    page.until_within(
        "an answer",
        "document.querySelector('[data-testid=inside-verdict] td')",
        page.waking(),
    )
    .await;
    page.looks_well("tour, ResNet", look).await;
    page.whole_picture(&format!("tour-resnet-{}", look.name()), look).await;
}

#[test]
fn tour_light() {
    session(Browser::NoGpu, Look::Light, async |page| looks(Look::Light, page).await);
}

#[test]
fn tour_dark() {
    session(Browser::NoGpu, Look::Dark, async |page| looks(Look::Dark, page).await);
}

#[test]
fn tour_phone() {
    session(Browser::NoGpu, Look::Phone, async |page| looks(Look::Phone, page).await);
}
