//! Strokes by real pointer events: mouse, pen or finger, through the browser's own input.

use crate::hands::Stroke;
use crate::page::Page;
use fantoccini::actions::{
    ActionSequence, Actions, InputSource, MOUSE_BUTTON_LEFT, MouseActions, PenActions,
    PointerAction, TouchActions,
};
use std::time::Duration;

/// Between two points of a stroke, as screens and mice report them.
const STEP: Duration = Duration::from_millis(12);

/// What is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse.
    Mouse,
    /// A pen on a tablet.
    Pen,
    /// A finger on a screen.
    Touch,
}

impl Pointer {
    fn actions(self, actions: Vec<PointerAction>) -> Actions {
        fn all<S: InputSource<Action = PointerAction>>(
            source: S,
            actions: Vec<PointerAction>,
        ) -> ActionSequence {
            actions.into_iter().fold(source, InputSource::then).into()
        }
        match self {
            Self::Mouse => all(MouseActions::new("mouse".into()), actions),
            Self::Pen => all(PenActions::new("pen".into()), actions),
            Self::Touch => all(TouchActions::new("finger".into()), actions),
        }
        .into()
    }
}

/// Where the board is in the window.
#[derive(Clone, Copy)]
struct Board {
    left: f64,
    top: f64,
    side: f64,
}

impl Board {
    fn place(self, [x, y]: [f64; 2], duration: Duration) -> PointerAction {
        PointerAction::MoveTo {
            duration: Some(duration),
            x: (self.left + x * self.side).round(),
            y: (self.top + y * self.side).round(),
        }
    }

    /// Goes to the first point, presses, and follows the others, one each `step`.
    fn pull(self, stroke: &Stroke, step: Duration) -> Vec<PointerAction> {
        let mut actions = Vec::new();
        for (i, point) in stroke.iter().enumerate() {
            actions.push(self.place(*point, if i == 0 { Duration::ZERO } else { step }));
            if i == 0 {
                actions.push(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
            }
        }
        actions
    }
}

impl Page {
    async fn board(&self) -> Board {
        let frame = self
            .eval(
                "const board = document.querySelector('[data-testid=board]');
                 board.scrollIntoView({ block: 'center', behavior: 'instant' });
                 const { left, top, width } = board.getBoundingClientRect();
                 return [left, top, width];",
            )
            .await;
        let number =
            |i: usize| frame[i].as_f64().unwrap_or_else(|| panic!("the board's frame is {frame}"));
        Board { left: number(0), top: number(1), side: number(2) }
    }

    /// Moves a pointer, pressed or not.
    pub(crate) async fn perform(&self, pointer: Pointer, actions: Vec<PointerAction>) {
        let outcome = self.client.perform_actions(pointer.actions(actions)).await;
        outcome.unwrap_or_else(|error| panic!("the {pointer:?} does not move: {error}"));
    }

    /// Draws strokes, points in the board's unit square.
    pub async fn draw(&self, pointer: Pointer, strokes: &[Stroke]) {
        self.draw_in_steps(pointer, strokes, STEP).await;
    }

    /// As [`Self::draw`], with a point each `step`.
    pub async fn draw_in_steps(&self, pointer: Pointer, strokes: &[Stroke], step: Duration) {
        let board = self.board().await;
        let mut actions = Vec::new();
        for stroke in strokes {
            actions.extend(board.pull(stroke, step));
            actions.push(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        }
        self.perform(pointer, actions).await;
    }

    /// Begins a stroke and leaves the pointer down.
    pub async fn draw_unfinished(&self, pointer: Pointer, stroke: &Stroke) {
        let board = self.board().await;
        self.perform(pointer, board.pull(stroke, STEP)).await;
    }

    /// Takes the pointer up.
    pub async fn lift(&self, pointer: Pointer) {
        self.perform(pointer, vec![PointerAction::Up { button: MOUSE_BUTTON_LEFT }]).await;
    }

    /// Clears the board by its button and waits until nothing is answered any more.
    pub async fn clear(&self) {
        self.click("clear").await;
        self.until(
            "an empty board has no answer",
            "!document.querySelector('[data-testid=answer]').innerText",
        )
        .await;
    }
}
