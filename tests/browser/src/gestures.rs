//! Hands on a part of the page: a drag, a wheel, two fingers. Points are in the window's pixels.

use crate::actions::Pointer;
use crate::page::Page;
use fantoccini::actions::{
    Actions, InputSource, MOUSE_BUTTON_LEFT, PointerAction, TouchActions, WheelAction, WheelActions,
};
use std::time::Duration;

/// Between two points.
const STEP: Duration = Duration::from_millis(40);

/// A point of the window.
pub type Point = [f64; 2];

/// Goes to the first point, presses, follows the others, and lets go.
fn along(points: &[Point]) -> Vec<PointerAction> {
    let to = |[x, y]: Point, duration| PointerAction::MoveTo { duration: Some(duration), x, y };
    let (first, rest) = points.split_first().expect("a way has points");
    let down = PointerAction::Down { button: MOUSE_BUTTON_LEFT };
    let mut actions = vec![to(*first, Duration::ZERO), down];
    actions.extend(rest.iter().map(|point| to(*point, STEP)));
    actions.push(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
    actions
}

impl Page {
    /// Pulls with a mouse along these points; one alone is a click.
    pub async fn pull(&self, points: &[Point]) {
        self.perform(Pointer::Mouse, along(points)).await;
    }

    /// Touches what a selector finds, at these shares of its width and height.
    pub async fn tap(&self, selector: &str, [across, down]: Point) {
        let at = format!(
            "const element = document.querySelector('{selector}');
             element.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             const {{ left, top, width, height }} = element.getBoundingClientRect();
             return [left + {across} * width, top + {down} * height]"
        );
        let at = self.eval(&at).await;
        let [x, y] = [0, 1].map(|i| at[i].as_f64().expect("a place").floor());
        self.perform(Pointer::Touch, along(&[[x, y]])).await;
    }

    /// Moves two fingers at once, each along its own points.
    pub async fn two_fingers(&self, ways: [&[Point]; 2]) {
        let [one, other] = [("one", ways[0]), ("other", ways[1])].map(|(name, way)| {
            along(way).into_iter().fold(TouchActions::new(name.into()), InputSource::then)
        });
        let outcome = self.client.perform_actions(Actions::from(one).and(other)).await;
        outcome.unwrap_or_else(|error| panic!("two fingers do not move: {error}"));
    }

    /// Turns the wheel by so many pixels, downwards where positive.
    pub async fn wheel(&self, [x, y]: Point, delta: i64) {
        let scroll = WheelAction::Scroll {
            duration: None,
            x: x.round() as i64,
            y: y.round() as i64,
            delta_x: 0,
            delta_y: delta,
        };
        let wheel = WheelActions::new("wheel".into()).then(scroll);
        let outcome = self.client.perform_actions(wheel).await;
        outcome.unwrap_or_else(|error| panic!("the wheel does not turn: {error}"));
    }
}
