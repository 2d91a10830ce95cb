//! The row that is open, and how its parts are called.

use crate::{
    arch::{Area, Op, Row, Summary},
    ui::{inside::looked::Looked, words},
};

/// A row of a network that is looked into.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// The network.
    pub looked: Looked,
    /// The row's place in the table.
    pub index: usize,
    /// The row itself.
    pub row: Row,
    /// Its shapes and costs.
    pub summary: Summary,
    /// The row that it takes its numbers from; nothing for the network's input.
    pub before: Option<String>,
}

impl Open {
    /// The row at this place of the table; nothing if there is none.
    pub fn new(looked: &Looked, index: usize) -> Option<Self> {
        let source = looked.network.sources().get(index)?.input;
        let name = |row: usize| Some(looked.network.rows.get(row)?.name.clone());
        Some(Self {
            looked: looked.clone(),
            index,
            row: looked.network.rows.get(index)?.clone(),
            summary: looked.rows.get(index)?.clone(),
            before: source.and_then(name),
        })
    }

    /// Its name as the paper writes it.
    pub fn name(&self) -> String {
        words::layer(&self.row.name)
    }

    /// Rows and columns of its maps.
    pub fn size(&self) -> [usize; 2] {
        let [height, width, _] = self.summary.output;
        [height, width]
    }

    /// How many maps, or units, it has.
    pub fn channels(&self) -> usize {
        self.summary.output[2]
    }

    /// Whether it has maps with rows and columns; otherwise it has units.
    pub fn is_spatial(&self) -> bool {
        self.size() != [1, 1]
    }

    /// Whether its units are the classes.
    fn is_last(&self) -> bool {
        self.index + 1 == self.looked.network.rows.len()
    }

    /// The rows before and after it in the table.
    pub fn neighbours(&self) -> [Option<String>; 2] {
        let name = |index: Option<usize>| Some(self.looked.network.rows.get(index?)?.name.clone());
        [name(self.index.checked_sub(1)), name(self.index.checked_add(1))]
    }

    /// `map 3`, `unit 17`, counted from 1; `unit 8 (7)` with the class where units are classes.
    pub fn one(&self, channel: u32) -> String {
        let number = words::thousands(channel as usize + 1);
        match (self.is_spatial(), self.is_last()) {
            (true, _) => format!("map {number}"),
            (false, true) => format!("unit {number} ({})", self.looked.label(channel)),
            (false, false) => format!("unit {number}"),
        }
    }

    /// `6 maps of 28 × 28 pixels`, `84 units`.
    pub fn all(&self) -> String {
        let count = words::thousands(self.channels());
        match (self.is_spatial(), self.channels()) {
            (true, 1) => format!("one map of {} pixels", square(self.size())),
            (true, _) => format!("{count} maps of {} pixels", square(self.size())),
            (false, _) => format!("{count} units"),
        }
    }

    /// A channel of what it takes: `S2, map 4`, `C5, unit 17`, `the input`, `the input's red`.
    pub fn taken(&self, channel: usize) -> String {
        let [height, width, channels] = self.summary.input;
        let number = words::thousands(channel + 1);
        match (&self.before, channels) {
            (None, 3) => {
                let colour = ["red", "green", "blue"].get(channel).copied().unwrap_or_default();
                format!("the input\u{2019}s {colour}")
            }
            (None, _) => "the input".into(),
            (Some(row), _) if height * width == 1 => {
                format!("{}, unit {number}", words::layer(row))
            }
            (Some(row), _) => format!("{}, map {number}", words::layer(row)),
        }
    }

    /// What of the input a pixel of its maps sees; nothing if there is no such pixel.
    pub fn field(&self, [row, column]: [usize; 2]) -> Option<Area> {
        self.looked.network.receptive_field(self.index, Area::pixel(row, column))
    }

    /// Which pixels of its maps see a pixel of the input; nothing if none does.
    pub fn seen_by(&self, [row, column]: [usize; 2]) -> Option<Area> {
        let seen = self.looked.network.seen_by(self.index, Area::pixel(row, column))?;
        (!seen.is_empty()).then_some(seen)
    }

    /// How much of the input a pixel sees where no edge cuts it; where edges cut all, it says so.
    pub fn reach(&self) -> String {
        let side = self.looked.side();
        match self.looked.network.reach(self.index) {
            None => "all of the input".into(),
            // From its middle it reaches past both edges, wherever that is.
            Some(reach) if reach.side >= 2 * side => "all of the input".into(),
            Some(reach) if reach.side > side => {
                let [reach, input] = [reach.side, side].map(|side| square([side; 2]));
                format!("{reach} pixels, cut by the input\u{2019}s edges ({input})")
            }
            Some(reach) => format!("{} pixels of the input", square([reach.side; 2])),
        }
    }

    /// Side of its windows and what lies between them and the map's edge, where it has windows.
    pub fn window(&self) -> Option<(usize, usize, usize)> {
        match &self.row.op {
            Op::Conv2d { window, .. } | Op::Pool { window, .. } => {
                Some((window.kernel, window.stride, window.padding))
            }
            Op::Subsample { size } => Some((*size, *size, 0)),
            _ => None,
        }
    }

    /// Whether it has weights to be shown as pictures.
    pub fn has_kernels(&self) -> bool {
        matches!(self.row.op, Op::Conv2d { .. } | Op::Linear { .. } | Op::Rbf { .. })
    }

    /// Whether it looks at the network's input with kernels: all of them are worth a look then.
    pub fn looks_at_input(&self) -> bool {
        self.before.is_none() && matches!(self.row.op, Op::Conv2d { .. })
    }
}

/// `28 × 28`.
pub fn square([rows, columns]: [usize; 2]) -> String {
    format!("{rows} \u{d7} {columns}")
}

/// An area of the input in words: `rows 3 to 7, columns 9 to 13`.
pub fn area_words(area: Area) -> String {
    let from = |span: crate::arch::Span| match span.len() {
        1 => format!("{}", span.end),
        _ => format!("{} to {}", span.start + 1, span.end),
    };
    format!("rows {}, columns {}", from(area.rows), from(area.columns))
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::{
        arch::{self, find},
        protocol::look::Which,
    };

    /// A row of a network, open.
    pub fn open(network: &str, row: &str) -> Open {
        let network = find(network).unwrap();
        let labels = (0..network.classes()).map(|class| format!("class {class}")).collect();
        let looked = Looked::new(Which::Digit, network.title.into(), network, labels);
        Open::new(&looked, looked.row(row).unwrap()).unwrap()
    }

    #[test]
    fn parts_have_names() {
        let c3 = open("lenet5", "c3");
        assert_eq!((c3.name(), c3.all()), ("C3".into(), "16 maps of 10 × 10 pixels".into()));
        assert_eq!((c3.one(3), c3.taken(3)), ("map 4".into(), "S2, map 4".into()));
        assert_eq!(c3.neighbours(), [Some("s2".into()), Some("s4".into())]);
        assert_eq!(c3.reach(), "14 × 14 pixels of the input");
        let output = open("lenet5", "output");
        assert_eq!(output.one(7), "unit 8 (Class 7)");
        assert_eq!(
            (output.taken(1), output.reach()),
            ("F6, unit 2".into(), "all of the input".into())
        );
        assert_eq!(output.neighbours()[1], None);
        let conv1 = open("resnet50", "conv1");
        assert_eq!((conv1.taken(2), conv1.looks_at_input()), ("the input’s blue".into(), true));
        let first = open("resnet50", "conv2_1.1");
        assert_eq!((first.taken(9), first.looks_at_input()), ("pool1, map 10".into(), false));
        assert!(Open::new(&c3.looked, 7).is_none());
    }

    #[test]
    fn a_field_larger_than_the_input_is_cut() {
        let network = arch::alexnet::torchvision().with_side(128);
        let labels = Vec::new().into();
        let looked = Looked::new(Which::Digit, network.title.into(), network, labels);
        let reach = |row: &str| Open::new(&looked, looked.row(row).unwrap()).unwrap().reach();
        assert_eq!(reach("conv3"), "99 × 99 pixels of the input");
        assert_eq!(reach("conv5"), "163 × 163 pixels, cut by the input’s edges (128 × 128)");
    }

    #[test]
    fn fields_there_and_back() {
        let c3 = open("lenet5", "c3");
        let field = c3.field([1, 2]).unwrap();
        assert_eq!(area_words(field), "rows 3 to 16, columns 5 to 18");
        let seen = c3.seen_by([2, 4]).unwrap();
        assert!(seen.rows.start <= 1 && seen.columns.end > 2, "{seen:?}");
        assert_eq!(c3.field([10, 0]), None);
    }
}
