//! Which pointer draws: one at a time, and a pen rather than the hand that rests beside it. Tablets take such a
//! hand for a finger at first, and say later that it was none.

/// So long after a pen was last seen, what touches the board is still its hand, ms.
const HAND: f64 = 1000.0;

/// What became of a pointer that came down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It does not draw.
    Refused,
    /// It draws.
    Taken,
    /// It draws, and what drew until now was a hand.
    FromHand,
}

/// The pointer that draws.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hold {
    /// Its number, and whether it touches, as a finger does.
    pointer: Option<(i32, bool)>,
    /// When a pen was last seen.
    pen: Option<f64>,
}

impl Hold {
    /// A pointer of this kind, as browsers name them, was seen, above the board or on it.
    pub fn see(&mut self, kind: &str, now: f64) {
        if kind == "pen" {
            self.pen = Some(now);
        }
    }

    /// It came down.
    pub fn claim(&mut self, pointer: i32, kind: &str, now: f64) -> Claim {
        let is_touch = kind == "touch";
        if is_touch && self.pen.is_some_and(|pen| now - pen < HAND) {
            return Claim::Refused;
        }
        self.see(kind, now);
        let claim = match self.pointer {
            None => Claim::Taken,
            // What took it up was not told here: a menu, or another window.
            Some((holder, _)) if holder == pointer => Claim::Taken,
            Some((_, true)) if kind == "pen" => Claim::FromHand,
            Some(_) => return Claim::Refused,
        };
        self.pointer = Some((pointer, is_touch));
        claim
    }

    /// Whether it draws.
    pub fn is_by(&self, pointer: i32) -> bool {
        self.pointer.is_some_and(|(holder, _)| holder == pointer)
    }

    /// A menu opened, which keeps to itself that what opened it goes up. Says whether that drew; fingers open
    /// none.
    pub fn menu(&mut self) -> bool {
        self.pointer.take_if(|(_, is_touch)| !*is_touch).is_some()
    }

    /// It is gone. Says whether it drew.
    pub fn release(&mut self, pointer: i32) -> bool {
        let drew = self.is_by(pointer);
        if drew {
            self.pointer = None;
        }
        drew
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pointer_draws_at_a_time() {
        let mut hold = Hold::default();
        assert_eq!(hold.claim(1, "touch", 0.0), Claim::Taken);
        assert_eq!(hold.claim(2, "touch", 1.0), Claim::Refused);
        assert_eq!(hold.claim(3, "mouse", 2.0), Claim::Refused);
        assert!(hold.is_by(1) && !hold.release(2) && hold.release(1) && !hold.release(1));
        assert_eq!(hold.claim(3, "mouse", 3.0), Claim::Taken);
        assert_eq!(hold.claim(4, "pen", 4.0), Claim::Refused, "a mouse is no hand");
    }

    #[test]
    fn a_pointer_that_went_up_elsewhere_draws_again() {
        let mut hold = Hold::default();
        assert_eq!(hold.claim(1, "mouse", 0.0), Claim::Taken);
        assert_eq!(hold.claim(1, "mouse", 1.0), Claim::Taken);
        assert_eq!(hold.claim(2, "touch", 2.0), Claim::Refused);
        assert!(hold.menu() && !hold.menu() && !hold.is_by(1));
        assert_eq!(hold.claim(2, "touch", 3.0), Claim::Taken);
        assert!(!hold.menu() && hold.is_by(2), "a finger that rests draws on");
    }

    #[test]
    fn a_pen_draws_rather_than_its_hand() {
        let mut hold = Hold::default();
        assert_eq!(hold.claim(1, "touch", 0.0), Claim::Taken);
        assert_eq!(hold.claim(2, "pen", 50.0), Claim::FromHand);
        assert!(!hold.is_by(1) && !hold.release(1) && hold.is_by(2));
        assert_eq!(hold.claim(3, "touch", 5000.0 - 1.0), Claim::Refused, "the pen still draws");
    }

    #[test]
    fn a_hand_that_comes_after_its_pen_does_not_draw() {
        let mut hold = Hold::default();
        hold.claim(1, "pen", 0.0);
        hold.see("pen", 3000.0);
        assert!(hold.release(1));
        assert_eq!(hold.claim(2, "touch", 3000.0 + HAND - 1.0), Claim::Refused);
        assert_eq!(hold.claim(3, "mouse", 3000.0), Claim::Taken);
        assert!(hold.release(3));
        assert_eq!(hold.claim(4, "touch", 3000.0 + HAND), Claim::Taken, "a finger, later");
    }
}
