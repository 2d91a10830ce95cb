//! The ways to compute a convolution.

use super::Conv2d;
use crate::arch::{Activation, Window};
use crate::kernels::program::LARGEST_GRID;
use crate::kernels::{Constant, Implementation, Program, Way};

/// The number of the one with small tiles that suit all: the one to make many parts with.
const TILES_OF_32: usize = 3;
/// Tiles as small, for fewer pixels and more channels.
const TILES_OF_16: usize = 4;
/// The same in half precision.
const HALF_TILES_OF_32: usize = 6;
const HALF_TILES_OF_16: usize = 7;

/// Those in which threads share what they load, and of which there are enough for several parts.
pub(in crate::kernels) const SMALL_TILES: [usize; 4] =
    [TILES_OF_32, TILES_OF_16, HALF_TILES_OF_32, HALF_TILES_OF_16];

/// Those without a barrier come first: they are good on every device, and the only ones that a
/// software adapter runs at a bearable speed. Others are better where they measure better.
pub(super) static WAYS: [Implementation<Conv2d>; 9] = [
    Implementation {
        name: "conv2d_tile4x4",
        shader: "conv2d_tile4x4",
        source: include_str!("../../../shaders/conv2d_tile4x4.wgsl"),
        suits: |conv| conv.parts == 1 && conv.is_in_fours(),
        program: |conv| {
            let tiles = conv.pixels().div_ceil(4);
            conv.of_any_bits(conv.program(0, tiles * conv.channels / 4))
        },
    },
    Implementation {
        name: "conv2d_vec4",
        shader: "conv2d_vec4",
        source: include_str!("../../../shaders/conv2d_vec4.wgsl"),
        // Otherwise tiles are always faster.
        suits: |conv| {
            conv.parts == 1
                && (conv.channels / conv.groups).is_multiple_of(4)
                && !conv.is_in_fours()
        },
        program: |conv| conv.program(1, conv.numbers() / 4),
    },
    Implementation {
        name: "conv2d_workgroup_64x64",
        shader: "conv2d_workgroup",
        source: include_str!("../../../shaders/conv2d_workgroup.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.has_room_for(64),
        program: |conv| conv.of_any_bits(conv.tiles(2, [64, 64])),
    },
    Implementation {
        name: "conv2d_workgroup_32x32",
        shader: "conv2d_workgroup",
        source: include_str!("../../../shaders/conv2d_workgroup.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.has_room_for(32),
        program: |conv| conv.of_any_bits(conv.tiles(TILES_OF_32, [32, 32])),
    },
    Implementation {
        name: "conv2d_workgroup_16x64",
        shader: "conv2d_workgroup",
        source: include_str!("../../../shaders/conv2d_workgroup.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.spares_with_16(),
        program: |conv| conv.of_any_bits(conv.tiles(TILES_OF_16, [16, 64])),
    },
    // Halves add less to int8's own error than can be seen; those of exact weights would be seen.
    Implementation {
        name: "conv2d_workgroup_f16_64x64",
        shader: "conv2d_workgroup_f16",
        source: include_str!("../../../shaders/conv2d_workgroup_f16.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.has_room_for(64) && conv.bits == 8,
        program: |conv| conv.tiles(5, [64, 64]),
    },
    Implementation {
        name: "conv2d_workgroup_f16_32x32",
        shader: "conv2d_workgroup_f16",
        source: include_str!("../../../shaders/conv2d_workgroup_f16.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.has_room_for(32) && conv.bits == 8,
        program: |conv| conv.tiles(HALF_TILES_OF_32, [32, 32]),
    },
    Implementation {
        name: "conv2d_workgroup_f16_16x64",
        shader: "conv2d_workgroup_f16",
        source: include_str!("../../../shaders/conv2d_workgroup_f16.wgsl"),
        suits: |conv| conv.is_in_fours() && conv.bits == 8 && conv.spares_with_16(),
        program: |conv| conv.tiles(HALF_TILES_OF_16, [16, 64]),
    },
    Implementation {
        name: "conv2d",
        shader: "conv2d",
        source: include_str!("../../../shaders/conv2d.wgsl"),
        suits: |conv| conv.parts == 1 && conv.bits == 32,
        program: |conv| conv.program(8, conv.numbers()),
    },
];

impl Conv2d {
    /// Whether each group has input and output channels in whole fours.
    fn is_in_fours(&self) -> bool {
        [self.channels, self.input[2]].iter().all(|all| (all / self.groups).is_multiple_of(4))
    }

    /// Output pixels of all pictures.
    fn pixels(&self) -> usize {
        let [batch, out_height, out_width, _] = self.output_shape();
        batch * out_height * out_width
    }

    /// Whether tiles of so many pixels are no more than can be started at once.
    fn has_room_for(&self, tile_pixels: usize) -> bool {
        self.pixels().div_ceil(tile_pixels) <= LARGEST_GRID
    }

    /// Whether fewer pixels are computed for nothing in tiles of 16 than of 32: of ResNet's maps those of
    /// 28 x 28, 14 x 14 and 4 x 4.
    fn spares_with_16(&self) -> bool {
        self.has_room_for(16)
            && self.pixels().next_multiple_of(16) < self.pixels().next_multiple_of(32)
    }

    fn constants(&self) -> Vec<(&'static str, Constant)> {
        let [_, out_height, out_width, _] = self.output_shape();
        vec![
            ("BATCH", self.batch.into()),
            ("HEIGHT", self.input[0].into()),
            ("WIDTH", self.input[1].into()),
            ("CHANNELS", self.input[2].into()),
            ("OUT_HEIGHT", out_height.into()),
            ("OUT_WIDTH", out_width.into()),
            ("OUT_CHANNELS", self.channels.into()),
            ("KERNEL", self.window.kernel.into()),
            ("STRIDE", self.window.stride.into()),
            ("PADDING", self.window.padding.into()),
            ("GROUPS", self.groups.into()),
            ("RESIDUAL", self.residual.into()),
            ("ACTIVATION", (self.activation as usize).into()),
        ]
    }

    fn program(&self, way: usize, threads: usize) -> Program {
        let Implementation { shader, source, .. } = &WAYS[way];
        Program::new(shader, source, threads, self.constants())
    }

    /// A program for weights of any bits, told which.
    fn of_any_bits(&self, mut program: Program) -> Program {
        program.constants.push(("BITS", self.bits.into()));
        program
    }

    /// Tiles of so many pixels and channels, in parts.
    fn tiles(&self, way: usize, [tile_pixels, tile_channels]: [usize; 2]) -> Program {
        let Implementation { shader, source, .. } = &WAYS[way];
        let columns = (self.channels / self.groups).div_ceil(tile_channels) * self.groups;
        let rows = self.pixels().div_ceil(tile_pixels);
        let mut constants = self.constants();
        let more =
            [("PARTS", self.parts), ("TILE_PIXELS", tile_pixels), ("TILE_CHANNELS", tile_channels)];
        constants.extend(more.map(|(name, value)| (name, value.into())));
        Program::grid(shader, source, [columns, rows, self.parts], constants)
    }

    /// A fully connected layer for `rows` inputs, each a pixel of its own, and a way to compute it.
    pub(in crate::kernels) fn of_rows(
        rows: usize,
        inputs: usize,
        units: usize,
        activation: Activation,
    ) -> (Self, Way) {
        let conv = Self {
            batch: rows,
            input: [1, 1, inputs],
            channels: units,
            window: Window { kernel: 1, stride: 1, padding: 0 },
            groups: 1,
            residual: false,
            activation,
            parts: 1,
            bits: 32,
        };
        let parts = conv.parts_to_try().last().unwrap_or(1);
        (conv, Way { implementation: TILES_OF_32, parts })
    }

    /// As many parts as were best for one picture, or as few as more pictures at once leave worth it.
    pub fn parts_up_to(&self, most: usize) -> usize {
        self.parts_to_try().filter(|&parts| parts <= most).last().unwrap_or(1)
    }

    /// Numbers of parts worth trying with a way: several for convolutions with so few tiles that a
    /// large GPU idles, and sums long enough to share.
    pub(in crate::kernels) fn parts_to_try(&self) -> impl Iterator<Item = usize> {
        const TILE: usize = 32 * 32;
        const FEW_TILES: usize = 256;
        const MANY_TILES: usize = 2048;
        const FEW_STEPS: usize = 4;
        let tiles = self.numbers() / TILE;
        let few = self.is_in_fours() && tiles < FEW_TILES;
        let steps = self.steps();
        let worth = move |parts: &usize| {
            *parts == 1 || few && steps / parts >= FEW_STEPS && tiles * parts <= MANY_TILES
        };
        [1, 2, 4, 8, 16].into_iter().filter(worth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_pictures_at_once_need_fewer_parts() {
        let conv4 = |batch| Conv2d {
            input: [14, 14, 256],
            window: Window { kernel: 3, stride: 1, padding: 1 },
            ..Conv2d::of_rows(batch, 256, 256, Activation::Relu).0
        };
        assert_eq!(conv4(1).parts_to_try().collect::<Vec<_>>(), [1, 2, 4, 8, 16]);
        assert_eq!([1, 4, 32].map(|batch| conv4(batch).parts_up_to(16)), [16, 8, 1]);
        assert_eq!(conv4(1).parts_up_to(4), 4);
    }

    #[test]
    fn short_sums_and_channels_out_of_step_stay_whole() {
        let conv = |channels, inputs| Conv2d {
            input: [7, 7, inputs],
            ..Conv2d::of_rows(1, inputs, channels, Activation::Relu).0
        };
        assert_eq!(conv(64, 64).parts_up_to(16), 1);
        assert_eq!(conv(64, 2048).parts_up_to(16), 16);
        assert_eq!(conv(6, 2048).parts_up_to(16), 1);
    }
}
