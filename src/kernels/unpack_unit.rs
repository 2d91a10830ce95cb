//! The weights of one unit out of packed ones.

use super::{Implementation, Operation, Packing, Program};

/// Numbers and scales as [`Packing`] says to the weights of one unit, `[I]`.
#[derive(Clone, Debug, PartialEq)]
pub struct UnpackUnit {
    /// The weight's sides, and how it lies.
    pub packing: Packing,
    /// Which unit.
    pub unit: usize,
}

static IMPLEMENTATIONS: [Implementation<UnpackUnit>; 1] = [Implementation {
    name: "unpack_unit",
    shader: "unpack_unit",
    source: include_str!("../../shaders/unpack_unit.wgsl"),
    suits: |_| true,
    program: |one| {
        let Implementation { shader, source, .. } = &IMPLEMENTATIONS[0];
        let mut constants = one.packing.constants();
        constants.push(("UNIT", one.unit.into()));
        Program::new(shader, source, one.packing.inputs, constants)
    },
}];

impl Operation for UnpackUnit {
    const NAME: &'static str = "unpack_unit";

    fn implementations() -> &'static [Implementation<Self>] {
        &IMPLEMENTATIONS
    }

    fn cases() -> Vec<(&'static str, Self)> {
        let case = |[inputs, units, groups, bits]: [usize; 4], unit| UnpackUnit {
            packing: Packing { inputs, units, groups, bits },
            unit,
        };
        vec![
            ("int8", case([2048, 1000, 32, 8], 999)),
            ("int4", case([4096, 96, 128, 4], 37)),
            ("f16", case([4096, 96, 1, 16], 37)),
            ("two inputs", case([2, 4, 1, 4], 3)),
        ]
    }

    fn inputs(&self) -> Vec<Vec<usize>> {
        vec![self.packing.words().to_vec(), self.packing.scales().to_vec()]
    }

    fn output(&self) -> Vec<usize> {
        vec![self.packing.inputs]
    }

    fn reference(&self, inputs: &[Vec<f32>]) -> Vec<f32> {
        let [words, scales] = inputs else { return Vec::new() };
        let weight = |i| self.packing.weight(words, scales, i, self.unit) as f32;
        (0..self.packing.inputs).map(weight).collect()
    }

    fn tame(&self, inputs: &mut [Vec<f32>]) {
        self.packing.tame(&mut inputs[0]);
    }

    fn tolerance(&self) -> f32 {
        // One product, rounded once on either side.
        self.packing.largest() * f32::EPSILON * 8.0
    }
}
