//! Keys, as from a keyboard.

use crate::page::Page;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

impl Page {
    /// Presses keys one after the other: `L R U D` are the arrows, `_` space, `T` tab, `E` escape,
    /// `B` backspace, `N` enter.
    pub async fn keys(&self, keys: &str) {
        let mut actions = KeyActions::new("keyboard".into());
        for key in keys.chars().filter(|key| *key != ' ') {
            let value = match key {
                'L' => Key::Left.into(),
                'R' => Key::Right.into(),
                'U' => Key::Up.into(),
                'D' => Key::Down.into(),
                'T' => Key::Tab.into(),
                'E' => Key::Escape.into(),
                'B' => Key::Backspace.into(),
                'N' => Key::Enter.into(),
                '_' => ' ',
                other => panic!("{other} stands for no key"),
            };
            actions = actions.then(KeyAction::Down { value }).then(KeyAction::Up { value });
        }
        self.client
            .perform_actions(actions)
            .await
            .unwrap_or_else(|error| panic!("the keys {keys}: {error}"));
    }

    /// Presses Tab until the element with this `data-testid` has the focus.
    pub async fn tab_to(&self, id: &str) {
        for _ in 0..60 {
            if self.eval("return document.activeElement?.dataset.testid ?? ''").await == id {
                return;
            }
            self.keys("T").await;
        }
        panic!("the Tab key does not reach {id} in 60 presses");
    }
}
