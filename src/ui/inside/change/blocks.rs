//! The residual blocks of a network, stage by stage, and what is cut in them.

use crate::{
    arch::{Change, Edit, Network, Summary},
    ui::words,
};

/// Blocks with maps of one size.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// As table 1 of the paper calls it: `conv3_x`.
    pub name: String,
    /// `[H, W, C]` of its outputs.
    pub shape: [usize; 3],
    /// Its blocks, in order.
    pub blocks: Vec<Block>,
}

/// A residual block.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// `conv3_2`.
    pub name: String,
    /// Its last row, where both ways meet.
    pub row: String,
    /// Whether a convolution of its own stands in the skip connection, as sizes change.
    pub projected: bool,
}

/// The stages of a network with skip connections; none where there are none. `rows` are those of the
/// table, summed up.
pub fn stages(network: &Network, rows: &[Summary]) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    for (row, summary) in network.rows.iter().zip(rows) {
        let Some(add) = &row.add else { continue };
        let block = row.name.rsplit_once('.').map_or(row.name.as_str(), |(block, _)| block);
        let head = block.rsplit_once('_').map_or(block, |(head, _)| head);
        let name = format!("{head}_x");
        let projected = add.strip_prefix(block).is_some_and(|rest| rest.starts_with('.'));
        let block = Block { name: block.into(), row: row.name.clone(), projected };
        match stages.last_mut().filter(|stage| stage.name == name) {
            Some(stage) => stage.blocks.push(block),
            None => stages.push(Stage { name, shape: summary.output, blocks: vec![block] }),
        }
    }
    stages
}

/// The one of two ways through a block that is cut; nothing where both are whole.
pub fn cut(edits: &[Edit], row: &str) -> Option<Change> {
    let ways = |edit: &&Edit| {
        edit.row == row && matches!(edit.change, Change::CutSkip | Change::CutBranch)
    };
    edits.iter().find(ways).map(|edit| edit.change.clone())
}

/// Cuts a way through a block, or puts it back. One way has to stay: cutting the second puts the
/// first back.
pub fn switch(edits: &mut Vec<Edit>, row: &str, way: Change) {
    let before = cut(edits, row);
    edits.retain(|edit| {
        edit.row != row || !matches!(edit.change, Change::CutSkip | Change::CutBranch)
    });
    if before.as_ref() != Some(&way) {
        edits.push(Edit::new(row, way));
    }
}

/// Cuts every skip connection, or puts all ways back; other changes stay.
pub fn switch_all(edits: &mut Vec<Edit>, stages: &[Stage], skips: bool) {
    edits.retain(|edit| !matches!(edit.change, Change::CutSkip | Change::CutBranch));
    if skips {
        let blocks = stages.iter().flat_map(|stage| &stage.blocks);
        edits.extend(blocks.map(|block| Edit::new(&block.row, Change::CutSkip)));
    }
}

/// How many ways are cut in some blocks.
pub fn count(edits: &[Edit], blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| cut(edits, &block.row).is_some()).count()
}

/// `conv4_x, 36 blocks, 14 × 14 × 1024`.
pub fn heading(stage: &Stage) -> String {
    let blocks = match stage.blocks.len() {
        1 => "one block".into(),
        count => format!("{count} blocks"),
    };
    format!("{blocks}, {}", words::shape(stage.shape))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arch::find;

    fn of(name: &str) -> Vec<Stage> {
        let network = find(name).unwrap();
        stages(&network, &network.summary())
    }

    #[test]
    fn stages_are_those_of_table_one() {
        for (name, blocks) in [("resnet18", [2, 2, 2, 2]), ("resnet152", [3, 8, 36, 3])] {
            let stages = of(name);
            let counts: Vec<usize> = stages.iter().map(|stage| stage.blocks.len()).collect();
            assert_eq!(counts, blocks, "{name}");
        }
        let stages = of("resnet50");
        assert_eq!(heading(&stages[2]), "6 blocks, 14 \u{d7} 14 \u{d7} 1024");
        let first = &stages[1].blocks[0];
        assert_eq!((first.name.as_str(), first.row.as_str()), ("conv3_1", "conv3_1.3"));
        let projected: Vec<bool> = stages[1].blocks.iter().map(|block| block.projected).collect();
        assert_eq!(projected, [true, false, false, false]);
        assert!(of("alexnet").is_empty() && of("lenet5").is_empty());
    }

    #[test]
    fn a_block_keeps_one_way() {
        let mut edits = vec![Edit::new("conv1", Change::Silence(vec![3]))];
        switch(&mut edits, "conv3_1.3", Change::CutSkip);
        assert_eq!(cut(&edits, "conv3_1.3"), Some(Change::CutSkip));
        switch(&mut edits, "conv3_1.3", Change::CutBranch);
        assert_eq!(cut(&edits, "conv3_1.3"), Some(Change::CutBranch), "the skip is back");
        assert_eq!(edits.len(), 2);
        switch(&mut edits, "conv3_1.3", Change::CutBranch);
        assert_eq!((cut(&edits, "conv3_1.3"), edits.len()), (None, 1));
    }

    #[test]
    fn all_skips_are_cut_and_put_back_at_once() {
        let stages = of("resnet18");
        let silent = Edit::new("conv1", Change::Silence(vec![3]));
        let mut edits = vec![silent.clone(), Edit::new("conv3_1.2", Change::CutBranch)];
        switch_all(&mut edits, &stages, true);
        assert_eq!((edits.len(), count(&edits, &stages[0].blocks)), (9, 2));
        assert_eq!(cut(&edits, "conv3_1.2"), Some(Change::CutSkip));
        switch_all(&mut edits, &stages, false);
        assert_eq!(edits, [silent]);
    }
}
