//! The page's program. See [`triptych::ui`].

fn main() {
    triptych::ui::start();
}
