//! What the drawing of a network consists of, worked out from its table.

use crate::arch::{Family, Network, Op, Row};
use std::ops::Range;

/// How a paper draws its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Piles of maps, LeCun et al. 1998, figure 2.
    Planes,
    /// Solids as wide as there are maps, one tower or two, Krizhevsky et al. 2012, figure 2.
    Solids {
        /// Two graphics cards, drawn one above the other.
        two: bool,
    },
    /// Blocks with skip connections, folded into stages, He et al. 2015, table 1 and figure 3.
    Blocks,
}

/// The drawing: its boxes in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// How they are drawn.
    pub style: Style,
    /// The boxes.
    pub boxes: Vec<Part>,
}

/// A box of the drawing.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// A row of the table, and rows after it that have no weights: pooling, normalisation, dropout.
    Layer {
        /// Index of the row.
        row: usize,
        /// Indices of those after it.
        after: Range<usize>,
    },
    /// Blocks on maps of one size: a line of He et al.'s table 1.
    Stage {
        /// `conv3_x`, as the table calls it.
        name: String,
        /// Its blocks in order.
        blocks: Vec<Block>,
    },
}

/// A residual block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// `conv3_2`.
    pub name: String,
    /// Indices of its rows.
    pub rows: Range<usize>,
    /// Index of the row in which the skip connection ends.
    pub end: usize,
}

impl Plan {
    /// The drawing of a network.
    pub fn of(network: &Network) -> Self {
        let two = network.rows.iter().any(|row| matches!(row.op, Op::Conv2d { groups: 2, .. }));
        let style = match network.family {
            Family::LeNet5 => Style::Planes,
            Family::AlexNet => Style::Solids { two },
            Family::ResNet => Style::Blocks,
        };
        let mut boxes: Vec<Part> = Vec::new();
        for (index, row) in network.rows.iter().enumerate() {
            if let Some(block) = block_name(&row.name) {
                add_to_stage(&mut boxes, block, index, row);
                continue;
            }
            match boxes.last_mut() {
                Some(Part::Layer { after, .. })
                    if style != Style::Planes && is_weightless(&row.op) =>
                {
                    after.end = index + 1;
                }
                _ => boxes.push(Part::Layer { row: index, after: index + 1..index + 1 }),
            }
        }
        Self { style, boxes }
    }

    /// Which box a row is in.
    pub fn of_row(&self, row: usize) -> Option<usize> {
        self.boxes.iter().position(|part| part.rows().contains(&row))
    }
}

impl Part {
    /// Indices of all its rows.
    pub fn rows(&self) -> Range<usize> {
        match self {
            Self::Layer { row, after } => *row..after.end,
            Self::Stage { blocks, .. } => {
                let start = blocks.first().map_or(0, |block| block.rows.start);
                start..blocks.last().map_or(start, |block| block.rows.end)
            }
        }
    }

    /// Index of the row whose output is the box's.
    pub fn output(&self) -> usize {
        match self {
            Self::Layer { row, .. } => *row,
            Self::Stage { blocks, .. } => blocks.last().map_or(0, |block| block.end),
        }
    }
}

/// Puts a row into its block, in the last stage or in a new one.
fn add_to_stage(boxes: &mut Vec<Part>, block: &str, index: usize, row: &Row) {
    let stage = format!("{}_x", block.split('_').next().unwrap_or(block));
    if !matches!(boxes.last(), Some(Part::Stage { name, .. }) if *name == stage) {
        boxes.push(Part::Stage { name: stage, blocks: Vec::new() });
    }
    let Some(Part::Stage { blocks, .. }) = boxes.last_mut() else { return };
    if blocks.last().is_none_or(|last| last.name != block) {
        blocks.push(Block { name: block.into(), rows: index..index, end: index });
    }
    if let Some(block) = blocks.last_mut() {
        block.rows.end = index + 1;
        if row.add.is_some() {
            block.end = index;
        }
    }
}

/// `conv3_2` of `conv3_2.1`; nothing for rows that are in no block.
fn block_name(row: &str) -> Option<&str> {
    row.split_once('.').map(|(block, _)| block)
}

fn is_weightless(op: &Op) -> bool {
    match op {
        Op::Pool { .. }
        | Op::AdaptiveAvgPool { .. }
        | Op::LocalResponseNorm(_)
        | Op::Dropout { .. } => true,
        Op::Conv2d { .. } | Op::Subsample { .. } | Op::Linear { .. } | Op::Rbf { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::{all, find};

    fn names(network: &str) -> Vec<String> {
        let network = find(network).unwrap();
        let name = |part: &Part| match part {
            Part::Layer { row, .. } => network.rows[*row].name.clone(),
            Part::Stage { name, .. } => name.clone(),
        };
        Plan::of(&network).boxes.iter().map(name).collect()
    }

    #[test]
    fn every_row_is_in_one_box_of_each_drawing() {
        for network in all() {
            let plan = Plan::of(&network);
            let rows: Vec<usize> = plan.boxes.iter().flat_map(Part::rows).collect();
            assert_eq!(rows, (0..network.rows.len()).collect::<Vec<_>>(), "{}", network.name);
            assert!(plan.boxes.len() <= 8, "{} fits a line", network.name);
            assert!(
                plan.boxes.iter().enumerate().all(|(place, part)| {
                    part.rows().all(|row| plan.of_row(row) == Some(place))
                })
            );
        }
    }

    #[test]
    fn boxes_are_those_that_the_papers_draw() {
        assert_eq!(names("lenet5"), ["c1", "s2", "c3", "s4", "c5", "f6", "output"]);
        assert_eq!(
            names("alexnet"),
            ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"]
        );
        let stages = ["conv1", "conv2_x", "conv3_x", "conv4_x", "conv5_x", "pool5", "fc"];
        assert_eq!(names("resnet152"), stages);
        assert_eq!(names("resnet18"), stages);
    }

    #[test]
    fn stages_have_the_blocks_of_table_one() {
        let network = find("resnet152").unwrap();
        let counts: Vec<usize> = Plan::of(&network)
            .boxes
            .iter()
            .filter_map(|part| match part {
                Part::Stage { blocks, .. } => Some(blocks.len()),
                Part::Layer { .. } => None,
            })
            .collect();
        assert_eq!(counts, [3, 8, 36, 3]);
        let plan = Plan::of(&network);
        let Part::Stage { blocks, .. } = &plan.boxes[1] else { panic!("a stage") };
        let first = &blocks[0];
        assert_eq!((first.name.as_str(), first.rows.len()), ("conv2_1", 4), "with its projection");
        assert!(blocks.iter().all(|block| network.rows[block.end].add.is_some()));
        assert_eq!(network.rows[plan.boxes[1].output()].name, "conv2_3.3");
    }

    #[test]
    fn two_towers_are_seen_in_the_table() {
        let style = |name: &str| Plan::of(&find(name).unwrap()).style;
        assert_eq!(style("alexnet"), Style::Solids { two: true });
        assert_eq!(style("alexnet_tv"), Style::Solids { two: false });
        assert_eq!((style("lenet5"), style("resnet50")), (Style::Planes, Style::Blocks));
    }
}
