//! A digit turned, shifted, thickened and made noisy: pictures of ink on paper, `[side, side]`
//! numbers, paper 0 and ink 1, as the network takes them.

/// What can be done to a digit, one slider each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// Turned about the middle, degrees clockwise.
    Turn,
    /// Shifted to the right, pixels.
    Right,
    /// Shifted down, pixels.
    Down,
    /// Strokes thicker by a radius, pixels; thinner below 0.
    Thick,
    /// Standard deviation of noise on every pixel.
    Noise,
}

impl Knob {
    /// All, in their order on the page.
    pub const ALL: [Self; 5] = [Self::Turn, Self::Right, Self::Down, Self::Thick, Self::Noise];

    /// In tests.
    pub fn name(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Right => "right",
            Self::Down => "down",
            Self::Thick => "thick",
            Self::Noise => "noise",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Turn => "Turned",
            Self::Right => "Shifted right",
            Self::Down => "Shifted down",
            Self::Thick => "Thickened",
            Self::Noise => "Noise",
        }
    }

    /// Lowest and highest position. 0 is none and lies between them.
    pub fn range(self) -> [f32; 2] {
        match self {
            Self::Turn => [-180.0, 180.0],
            Self::Right | Self::Down => [-10.0, 10.0],
            Self::Thick => [-1.5, 3.0],
            Self::Noise => [0.0, 1.0],
        }
    }

    /// The smallest step of the slider.
    pub fn step(self) -> f32 {
        match self {
            Self::Turn => 1.0,
            Self::Right | Self::Down => 0.5,
            Self::Thick => 0.1,
            Self::Noise => 0.02,
        }
    }

    /// A position in words: `38°`, `−2.5 px`, `0.30`.
    pub fn words(self, at: f32) -> String {
        let text = match self {
            Self::Turn => format!("{at:.0}\u{b0}"),
            Self::Right | Self::Down | Self::Thick => format!("{at:.1} px"),
            Self::Noise => format!("{at:.2}"),
        };
        let nothing = text.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit())
            && !text.contains(|c: char| ('1'..='9').contains(&c));
        let sign = if nothing { "" } else { "\u{2212}" };
        text.replace('-', sign)
    }
}

/// Where all sliders are.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Changes([f32; 5]);

impl Changes {
    /// Where one slider is.
    pub fn at(&self, knob: Knob) -> f32 {
        self.0[knob as usize]
    }

    /// The same with one slider elsewhere, within its range.
    #[must_use]
    pub fn with(mut self, knob: Knob, at: f32) -> Self {
        let [low, high] = knob.range();
        self.0[knob as usize] = if at.is_finite() { at.clamp(low, high) } else { 0.0 };
        self
    }

    /// A digit so changed: first its strokes' thickness, then turned and shifted, then noise over all.
    /// What leaves the picture is gone.
    pub fn apply(&self, digit: &[f32], side: usize) -> Vec<f32> {
        self.finish(&thicken(digit, side, self.at(Knob::Thick)), side)
    }

    /// The digit with one slider at each of some positions, and the others where they are: one picture
    /// after the other.
    pub fn sweep(&self, digit: &[f32], side: usize, knob: Knob, positions: &[f32]) -> Vec<f32> {
        if knob == Knob::Thick {
            return positions
                .iter()
                .flat_map(|&at| self.with(knob, at).apply(digit, side))
                .collect();
        }
        // The strokes are thickened once for all.
        let thick = thicken(digit, side, self.at(Knob::Thick));
        positions.iter().flat_map(|&at| self.with(knob, at).finish(&thick, side)).collect()
    }

    fn finish(&self, thick: &[f32], side: usize) -> Vec<f32> {
        let shift = [self.at(Knob::Right), self.at(Knob::Down)];
        let moved = moved(thick, side, self.at(Knob::Turn), shift);
        let noise = self.at(Knob::Noise);
        if noise == 0.0 {
            return moved;
        }
        let noisy = |(index, ink): (usize, &f32)| (ink + noise * normal(index)).clamp(0.0, 1.0);
        moved.iter().enumerate().map(noisy).collect()
    }
}

/// Each pixel becomes the darkest within a radius, where those at its edge count by the part of it
/// that lies within; a radius below 0 does the same to the paper.
fn thicken(digit: &[f32], side: usize, radius: f32) -> Vec<f32> {
    if radius == 0.0 {
        return digit.to_vec();
    }
    if radius < 0.0 {
        let paper: Vec<f32> = digit.iter().map(|ink| 1.0 - ink).collect();
        return thicken(&paper, side, -radius).iter().map(|paper| 1.0 - paper).collect();
    }
    let reach = (radius + 1.0).ceil() as isize;
    let offsets = || (-reach..=reach).flat_map(|y| (-reach..=reach).map(move |x| (y, x)));
    let share = |y: isize, x: isize| (radius + 1.0 - (x as f32).hypot(y as f32)).clamp(0.0, 1.0);
    let brush: Vec<_> =
        offsets().map(|(y, x)| (y, x, share(y, x))).filter(|(_, _, share)| *share > 0.0).collect();
    let pixels = (0..digit.len()).map(|at| (at / side.max(1), at % side.max(1)));
    let darkest = |(y, x): (usize, usize)| {
        brush.iter().fold(0.0f32, |most, &(down, right, share)| {
            most.max(share * ink(digit, side, y as isize + down, x as isize + right))
        })
    };
    pixels.map(darkest).collect()
}

/// Turned about the middle, then shifted: for each pixel, what lay where it comes from, between four
/// pixels.
fn moved(digit: &[f32], side: usize, degrees: f32, [right, down]: [f32; 2]) -> Vec<f32> {
    if degrees == 0.0 && right == 0.0 && down == 0.0 {
        return digit.to_vec();
    }
    let middle = (side as f32 - 1.0) / 2.0;
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let from = |at: usize| {
        let x = (at % side) as f32 - middle - right;
        let y = (at / side) as f32 - middle - down;
        between(digit, side, middle - sine * x + cosine * y, middle + cosine * x + sine * y)
    };
    (0..digit.len()).map(from).collect()
}

fn between(digit: &[f32], side: usize, y: f32, x: f32) -> f32 {
    let (top, left) = (y.floor(), x.floor());
    let (down, right) = (y - top, x - left);
    let at = |dy: isize, dx: isize| ink(digit, side, top as isize + dy, left as isize + dx);
    let line = |dy: isize| at(dy, 0) * (1.0 - right) + at(dy, 1) * right;
    line(0) * (1.0 - down) + line(1) * down
}

/// A pixel; paper beyond the edges.
fn ink(digit: &[f32], side: usize, y: isize, x: isize) -> f32 {
    let inside = |at: isize| usize::try_from(at).ok().filter(|&at| at < side);
    match (inside(y), inside(x)) {
        (Some(y), Some(x)) => digit.get(y * side + x).copied().unwrap_or_default(),
        _ => 0.0,
    }
}

/// A number of a normal distribution, always the same for a pixel: so a slider makes the same noise
/// stronger, and the curve over it is smooth.
fn normal(index: usize) -> f32 {
    // Twelve even numbers add up to almost a normal one.
    let even = |turn: u64| {
        let mut bits = (index as u64 * 12 + turn + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) >> 40) as f32 / (1u64 << 24) as f32
    };
    (0..12).map(even).sum::<f32>() - 6.0
}

#[cfg(test)]
mod tests;
