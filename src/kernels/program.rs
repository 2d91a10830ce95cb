//! A shader made ready for one set of parameters.

use super::unroll::unroll;
use std::fmt;

/// A complete WGSL file with values for its constants, and how many workgroups to start.
#[derive(Clone, Debug)]
pub struct Program {
    /// The stem of the shader.
    pub name: &'static str,
    /// The WGSL file, valid as it stands.
    pub source: &'static str,
    /// Values for its `const NAME: TYPE = VALUE;` lines.
    pub constants: Vec<(&'static str, Constant)>,
    /// Workgroups in x, y, z.
    pub workgroups: [u32; 3],
}

/// The value of a shader's constant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// An unsigned integer.
    U32(u32),
    /// A float, by its bits, so that programs can be compared and hashed.
    F32(u32),
    /// A truth value.
    Bool(bool),
}

impl From<usize> for Constant {
    fn from(value: usize) -> Self {
        // No dimension here comes near 2^32: buffers are smaller.
        Self::U32(value as u32)
    }
}

impl From<f32> for Constant {
    fn from(value: f32) -> Self {
        Self::F32(value.to_bits())
    }
}

impl From<bool> for Constant {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl fmt::Display for Constant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::U32(value) => write!(f, "{value}u"),
            Self::F32(bits) => write!(f, "{:?}f", f32::from_bits(*bits)),
            Self::Bool(value) => write!(f, "{value}"),
        }
    }
}

/// Threads in a workgroup of every shader here, as WebGPU's baseline allows and small devices like.
pub const WORKGROUP: usize = 64;

/// The most workgroups that WebGPU's baseline allows along one dimension.
pub(super) const LARGEST_GRID: usize = 65_535;

/// All that the text of a program depends on: pipelines are kept by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    name: &'static str,
    constants: Vec<(&'static str, Constant)>,
}

impl Program {
    /// What pipelines are kept by.
    pub fn key(&self) -> Key {
        Key { name: self.name, constants: self.constants.clone() }
    }

    /// A program of one thread for each of `threads`, laid out so that no dimension is too long.
    pub fn new(
        name: &'static str,
        source: &'static str,
        threads: usize,
        constants: Vec<(&'static str, Constant)>,
    ) -> Self {
        let groups = threads.div_ceil(WORKGROUP).max(1);
        let rows = groups.div_ceil(LARGEST_GRID);
        let workgroups = [groups.div_ceil(rows) as u32, rows as u32, 1];
        Self { name, source, constants, workgroups }
    }

    /// A program of so many workgroups, for shaders that place themselves by `workgroup_id`.
    pub fn grid(
        name: &'static str,
        source: &'static str,
        workgroups: [usize; 3],
        constants: Vec<(&'static str, Constant)>,
    ) -> Self {
        Self { name, source, constants, workgroups: workgroups.map(|count| count as u32) }
    }

    /// The WGSL text with every constant's value in place, and marked loops written out.
    ///
    /// # Panics
    ///
    /// If the shader declares no constant of a given name. The tests specialise every case of
    /// every kernel.
    pub fn specialised(&self) -> String {
        let mut text = String::with_capacity(self.source.len() + 64);
        let mut replaced = 0;
        for line in self.source.lines() {
            let value = declared(line)
                .and_then(|name| self.constants.iter().find(|(wanted, _)| *wanted == name));
            match (value, line.split_once(" = ")) {
                (Some((_, value)), Some((head, _))) => {
                    replaced += 1;
                    text.push_str(&format!("{head} = {value};\n"));
                }
                _ => {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
        assert_eq!(replaced, self.constants.len(), "{}: a constant is not declared", self.name);
        unroll(&text)
    }
}

/// The name in `const NAME: TYPE = VALUE;`.
fn declared(line: &str) -> Option<&str> {
    line.strip_prefix("const ")?.split_once(':').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "// head\nconst A: u32 = 1u;\nconst B: f32 = 0.5f;\nfn main() {}\n";

    #[test]
    fn constants_take_the_given_values_and_the_rest_stays() {
        let constants = vec![("B", Constant::from(1e-7f32)), ("A", Constant::from(7usize))];
        let text = Program::new("x", SOURCE, 1, constants).specialised();
        assert_eq!(text, "// head\nconst A: u32 = 7u;\nconst B: f32 = 1e-7f;\nfn main() {}\n");
    }

    #[test]
    #[should_panic(expected = "not declared")]
    fn an_unknown_constant_is_a_defect() {
        let _ = Program::new("x", SOURCE, 1, vec![("C", Constant::from(true))]).specialised();
    }

    #[test]
    fn grids_cover_every_thread_and_stay_within_the_baseline() {
        for threads in [0, 1, 64, 65, 64 * 65_535, 64 * 65_535 + 1, 100_000_000] {
            let [x, y, z] = Program::new("x", SOURCE, threads, vec![]).workgroups;
            assert!(x as usize * y as usize * WORKGROUP >= threads && x >= 1 && z == 1);
            assert!(x as usize <= LARGEST_GRID && y as usize <= LARGEST_GRID);
        }
    }
}
