//! The shapes of which a network is drawn: piles of maps, solids, blocks with arcs. Sizes follow the
//! side of the maps and their number.

use super::plan::Style;

/// Every glyph is so high, in units of its drawing.
pub const HEIGHT: f64 = 104.0;

/// A small drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Glyph {
    /// As wide as it is, in the units of [`HEIGHT`].
    pub width: f64,
    /// Its outlines, those behind first: a class of the style sheet, a path of SVG.
    pub shapes: Vec<(&'static str, String)>,
}

/// What is to be drawn of an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// `[H, W, C]`.
    pub shape: [usize; 3],
    /// The side of the network's input.
    pub side: usize,
    /// Whether it is the network's last row, which is in one piece always.
    pub last: bool,
}

impl Glyph {
    /// An output in the style of its paper.
    pub fn of(style: Style, drawn: Drawn) -> Self {
        let Drawn { shape: [height, width, channels], side, last } = drawn;
        let spatial = height * width > 1;
        let share = (height as f64 / side.max(1) as f64).min(1.0);
        let mut glyph = Self::default();
        match style {
            Style::Planes if spatial => glyph.pile(channels, 72.0 * share),
            Style::Planes => glyph.bar(16.0 + 72.0 * (channels as f64 / 120.0).sqrt()),
            // The input is one picture, whoever shares it out.
            Style::Solids { two } => glyph.towers(two && !last && channels > 3, drawn),
            Style::Blocks if spatial => {
                glyph.block(0.0, [block_width(channels), block_height(share)], false);
                glyph.width = block_width(channels);
            }
            Style::Blocks => glyph.bar(14.0 + 44.0 * (channels as f64 / 1000.0).sqrt()),
        }
        glyph
    }

    /// Blocks side by side with their skip connections, at most three of them; `cut` of the skips are
    /// drawn cut, and so many of the branches.
    pub fn stage(drawn: Drawn, blocks: usize, [skips, branches]: [usize; 2]) -> Self {
        let Drawn { shape: [height, _, channels], side, .. } = drawn;
        let size =
            [block_width(channels), block_height((height as f64 / side.max(1) as f64).min(1.0))];
        let shown = blocks.min(3);
        let step = size[0] + 16.0;
        let mut glyph = Self { width: step * shown as f64, shapes: Vec::new() };
        glyph.shapes.push(("flow", format!("M0 {MIDDLE:.1}H{:.1}", glyph.width)));
        for place in 0..shown {
            let left = 8.0 + step * place as f64;
            glyph.arc(left, size, is_cut(place, shown, skips, blocks));
            glyph.block(left, size, is_cut(place, shown, branches, blocks));
        }
        glyph
    }

    fn rectangle(&mut self, class: &'static str, [x, y, width, height]: [f64; 4]) {
        self.shapes.push((class, format!("M{x:.1} {y:.1}h{width:.1}v{height:.1}h-{width:.1}z")));
    }

    /// Maps behind each other, as figure 2 of the 1998 paper has them.
    fn pile(&mut self, maps: usize, side: f64) {
        let (maps, side) = (maps.clamp(1, 16), side.max(8.0));
        let step = (24.0 / (maps as f64 - 1.0).max(1.0)).min(5.0);
        let depth = step * (maps as f64 - 1.0);
        let top = (HEIGHT - side - depth) / 2.0;
        for map in 0..maps {
            let shift = step * map as f64;
            self.rectangle("face", [1.0 + shift, top + shift, side, side]);
        }
        self.width = side + depth + 2.0;
    }

    /// Units, which have no rows and columns.
    fn bar(&mut self, height: f64) {
        let height = height.min(HEIGHT - 16.0);
        self.rectangle("face", [1.0, (HEIGHT - height) / 2.0, 9.0, height]);
        self.width = 11.0;
    }

    /// One solid or two above each other: as high as the maps' side, as wide as there are maps.
    fn towers(&mut self, two: bool, Drawn { shape, side, .. }: Drawn) {
        let [height, width, channels] = shape;
        let (count, smaller) = if two { (2.0, 1.6) } else { (1.0, 1.0) };
        let spatial = height * width > 1;
        let (wide, high) = if spatial {
            let share = (height as f64 / side.max(1) as f64).min(1.0);
            let wide = 5.0 + 32.0 * (channels as f64 / count / 384.0).sqrt();
            (wide, (10.0 + 88.0 * share.sqrt()).min(76.0) / smaller)
        } else {
            let units = channels.min(4096) as f64 / count;
            (9.0, (14.0 + 66.0 * (units / 4096.0).sqrt()) / smaller)
        };
        let depth = if spatial { 0.34 * high } else { 4.0 };
        let gap = 7.0;
        let whole = count * (high + depth) + (count - 1.0) * gap;
        for tower in 0..count as usize {
            let top = (HEIGHT - whole) / 2.0 + tower as f64 * (high + depth + gap);
            self.solid([1.0, top], [wide, high, depth]);
        }
        self.width = wide + depth + 2.0;
    }

    fn solid(&mut self, [x, y]: [f64; 2], [wide, high, depth]: [f64; 3]) {
        let lower = y + depth;
        self.rectangle("face", [x, lower, wide, high]);
        self.shapes.push((
            "lid",
            format!("M{x:.1} {lower:.1}l{depth:.1} -{depth:.1}h{wide:.1}l-{depth:.1} {depth:.1}z"),
        ));
        self.shapes.push((
            "flank",
            format!(
                "M{:.1} {lower:.1}l{depth:.1} -{depth:.1}v{high:.1}l-{depth:.1} {depth:.1}z",
                x + wide
            ),
        ));
    }

    fn block(&mut self, left: f64, [width, height]: [f64; 2], cut: bool) {
        let class = if cut { "face cut" } else { "face" };
        self.rectangle(class, [left, MIDDLE - height / 2.0, width, height]);
    }

    /// From before the block to after it.
    fn arc(&mut self, left: f64, [width, height]: [f64; 2], cut: bool) {
        let (start, end) = (left - 5.0, left + width + 5.0);
        let top = MIDDLE - height / 2.0 - 19.0;
        let class = if cut { "arc cut" } else { "arc" };
        self.shapes.push((
            class,
            format!(
                "M{start:.1} {MIDDLE:.1}C{start:.1} {top:.1} {end:.1} {top:.1} {end:.1} {MIDDLE:.1}"
            ),
        ));
    }
}

/// Through here goes the line on which all glyphs stand.
const MIDDLE: f64 = HEIGHT / 2.0;

fn block_width(channels: usize) -> f64 {
    12.0 + 18.0 * (channels as f64 / 2048.0).sqrt()
}

fn block_height(share: f64) -> f64 {
    16.0 + 88.0 * (share / 2.0).sqrt()
}

/// Whether the block at this place stands for a cut one: the last ones do, as many as its share.
fn is_cut(place: usize, shown: usize, cut: usize, blocks: usize) -> bool {
    let drawn = (cut * shown).div_ceil(blocks.max(1));
    place + drawn >= shown && cut > 0
}

#[cfg(test)]
mod tests {
    use super::{super::plan::Plan, *};

    fn count(glyph: &Glyph, class: &str) -> usize {
        glyph.shapes.iter().filter(|(other, _)| *other == class).count()
    }

    fn drawn(shape: [usize; 3], side: usize) -> Drawn {
        Drawn { shape, side, last: false }
    }

    #[test]
    fn piles_have_a_plane_a_map_and_follow_the_side() {
        let pile = |shape| Glyph::of(Style::Planes, drawn(shape, 32));
        assert_eq!(count(&pile([28, 28, 6]), "face"), 6);
        assert_eq!(count(&pile([10, 10, 16]), "face"), 16);
        assert!(pile([28, 28, 6]).width > pile([14, 14, 6]).width);
        assert_eq!(count(&pile([1, 1, 120]), "face"), 1, "units are a bar");
    }

    #[test]
    fn two_towers_are_two_solids_but_for_input_and_answer() {
        let towers = |shape, last| {
            let glyph = Glyph::of(Style::Solids { two: true }, Drawn { shape, side: 227, last });
            count(&glyph, "lid")
        };
        assert_eq!(towers([27, 27, 256], false), 2);
        assert_eq!((towers([227, 227, 3], false), towers([1, 1, 1000], true)), (1, 1));
        let one = Glyph::of(Style::Solids { two: false }, drawn([13, 13, 384], 224));
        assert_eq!(count(&one, "lid"), 1);
    }

    #[test]
    fn stages_are_folded_and_show_what_is_cut() {
        let stage = |blocks, cuts| Glyph::stage(drawn([14, 14, 1024], 224), blocks, cuts);
        assert_eq!(count(&stage(36, [0, 0]), "arc"), 3);
        assert_eq!(count(&stage(2, [0, 0]), "arc"), 2);
        let cut = |cuts| count(&stage(36, cuts), "arc cut");
        assert_eq!((cut([1, 0]), cut([36, 0]), cut([0, 1])), (1, 3, 0));
        assert_eq!(count(&stage(1, [0, 1]), "face cut"), 1);
    }

    #[test]
    fn nothing_is_higher_than_the_drawing() {
        // The rectangles: where one begins, and how high it is.
        let number = |text: Option<&str>| -> f64 { text.unwrap().parse().unwrap() };
        let reach = |path: &str| {
            let top = number(path.split(['M', ' ', 'h']).nth(2));
            (top, top + number(path.split(['v', 'h']).nth(2)))
        };
        for network in crate::arch::all() {
            let style = Plan::of(&network).style;
            for row in network.summary() {
                let glyph = Glyph::of(style, drawn(row.output, network.input[0]));
                for (_, path) in glyph.shapes.iter().filter(|(class, _)| *class == "face") {
                    let (top, bottom) = reach(path);
                    assert!(
                        top >= 0.0 && bottom <= HEIGHT,
                        "{} {}: {path}",
                        network.name,
                        row.name
                    );
                }
            }
        }
    }
}
