//! The inner loop as a program of its own, in WebAssembly with relaxed SIMD.
//!
//! It is written here, instruction by instruction, because a program that has such an instruction
//! anywhere does not load at all where the browser does not know it.

use crate::ops::cpu::sweep::PANEL;
use wasm_encoder::{
    BlockType, CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    ImportSection, Instruction as I, MemArg, MemoryType, Module, TypeSection, ValType,
};

/// The module that the memory comes from, the memory, and the function.
pub(super) const NAMES: [&str; 3] = ["engine", "memory", "add"];

/// Rows of the tiles, the largest first, and vectors of outputs in each: sums and weights fill a
/// processor's sixteen registers. What remains goes row by row, over more outputs, since each sum
/// waits for the one before.
const TILES: [(u32, u32); 3] = [(6, 2), (4, 2), (1, 4)];

/// Bytes of a number, a vector, and a panel's line.
const NUMBER: u32 = 4;
const VECTOR: u32 = 16;
const LINE: u32 = PANEL as u32 * NUMBER;

/// What a call is about: addresses in the engine's memory, and counts.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// Of numbers that say where in the input each row begins.
    pub(super) rows: u32,
    pub(super) row_count: u32,
    /// Of pairs: where a run begins, and its length, at least 1.
    pub(super) runs: u32,
    pub(super) run_count: u32,
    pub(super) input: u32,
    pub(super) panel: u32,
    pub(super) sums: u32,
    /// How many lanes matter.
    pub(super) width: u32,
}

// Locals; the first is the call's address. The rest are a tile's addresses and vectors.
const CALL: u32 = 0;
const ROW: u32 = 1;
const SUM: u32 = 2;
const LEFT: u32 = 3;
const FROM: u32 = 4;
const WEIGHT: u32 = 5;
const RUN: u32 = 6;
const RUNS_END: u32 = 7;
const END: u32 = 8;
const WIDTH: u32 = 9;
const FIRST: u32 = 10;
const STARTS: u32 = FIRST + 3;
const PLACES: u32 = STARTS + 6;
const INTEGERS: u32 = PLACES + 6 - 1;
const VALUE: u32 = INTEGERS + 1;
const WEIGHTS: u32 = VALUE + 1;
const TOTALS: u32 = WEIGHTS + 4;
const VECTORS: u32 = 1 + 4 + 12;

/// The program: `add(call)`.
pub(super) fn program() -> Vec<u8> {
    let [from, memory, name] = NAMES;
    let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
    types.ty().function([ValType::I32], []);
    let (minimum, maximum) = (1, None);
    let kind =
        MemoryType { minimum, maximum, memory64: false, shared: false, page_size_log2: None };
    imports.import(from, memory, EntityType::Memory(kind));
    let (mut functions, mut exports, mut code) =
        (FunctionSection::new(), ExportSection::new(), CodeSection::new());
    functions.function(0);
    exports.export(name, ExportKind::Func, 0);
    code.function(&add());
    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
    module.finish()
}

/// Writes instructions.
struct Writer(Function);

/// `at` bytes after an address, aligned to a number.
fn at(bytes: u32) -> MemArg {
    MemArg { offset: bytes.into(), align: 2, memory_index: 0 }
}

impl Writer {
    fn write(&mut self, instructions: &[I<'_>]) {
        instructions.iter().for_each(|one| {
            self.0.instruction(one);
        });
    }

    /// `local = call's field`, the field counted from 0.
    fn field(&mut self, local: u32, field: u32) {
        self.write(&[I::LocalGet(CALL), I::I32Load(at(NUMBER * field)), I::LocalSet(local)]);
    }

    /// `local += by`.
    fn step(&mut self, local: u32, by: u32) {
        let by = I::I32Const(by as i32);
        self.write(&[I::LocalGet(local), by, I::I32Add, I::LocalSet(local)]);
    }

    /// Does `body` as long as `again` gives something else than 0.
    fn repeat(&mut self, again: &[I<'_>], body: impl FnOnce(&mut Self)) {
        self.write(&[I::Block(BlockType::Empty), I::Loop(BlockType::Empty)]);
        self.write(again);
        self.write(&[I::I32Eqz, I::BrIf(1)]);
        body(self);
        self.write(&[I::Br(0), I::End, I::End]);
    }

    /// Tiles of some heights, the rows that are left for each part of the outputs.
    fn pass(&mut self, tiles: &[(u32, u32)]) {
        let of_first = |index: usize| FIRST + index as u32;
        let states = [ROW, SUM, LEFT];
        self.write(&[I::I32Const(0), I::LocalSet(FROM)]);
        self.repeat(&[I::LocalGet(FROM), I::LocalGet(WIDTH), I::I32LtU], |it| {
            for (index, state) in states.into_iter().enumerate() {
                it.write(&[I::LocalGet(of_first(index)), I::LocalSet(state)]);
            }
            tiles.iter().for_each(|tile| it.tiles(*tile));
            it.step(FROM, VECTOR * tiles[0].1);
        });
        for (index, state) in states.into_iter().enumerate() {
            self.write(&[I::LocalGet(state), I::LocalSet(of_first(index))]);
        }
    }

    /// All tiles of one height over the rows that are left, for the outputs from `FROM` on.
    fn tiles(&mut self, (rows, vectors): (u32, u32)) {
        let enough = [I::LocalGet(LEFT), I::I32Const(rows as i32), I::I32GeU];
        self.repeat(&enough, |it| {
            it.begin_tile(rows, vectors);
            it.repeat(&[I::LocalGet(RUN), I::LocalGet(RUNS_END), I::I32LtU], |it| {
                it.run(rows, vectors);
            });
            it.end_tile(rows, vectors);
            it.step(ROW, NUMBER * rows);
            it.step(SUM, LINE * rows);
            it.step(LEFT, 0_u32.wrapping_sub(rows));
        });
    }

    fn begin_tile(&mut self, rows: u32, vectors: u32) {
        for row in 0..rows {
            self.field(STARTS + row, 4);
            self.write(&[I::LocalGet(STARTS + row), I::LocalGet(ROW)]);
            self.write(&[I::I32Load(at(NUMBER * row)), I::I32Const(2), I::I32Shl, I::I32Add]);
            self.write(&[I::LocalSet(STARTS + row)]);
        }
        for total in 0..rows * vectors {
            self.write(&[I::V128Const(0), I::LocalSet(TOTALS + total)]);
        }
        self.field(WEIGHT, 5);
        self.write(&[I::LocalGet(WEIGHT), I::LocalGet(FROM), I::I32Add, I::LocalSet(WEIGHT)]);
        self.field(RUN, 2);
    }

    /// `totals += values x weights` along a run.
    fn run(&mut self, rows: u32, vectors: u32) {
        for row in 0..rows {
            self.write(&[I::LocalGet(STARTS + row), I::LocalGet(RUN), I::I32Load(at(0))]);
            self.write(&[I::I32Const(2), I::I32Shl, I::I32Add, I::LocalSet(PLACES + row)]);
        }
        self.write(&[
            I::LocalGet(RUN),
            I::I32Load(at(NUMBER)),
            I::I32Const(LINE as i32),
            I::I32Mul,
        ]);
        self.write(&[I::LocalGet(WEIGHT), I::I32Add, I::LocalSet(END)]);
        self.write(&[I::Loop(BlockType::Empty)]);
        for vector in 0..vectors {
            self.write(&[I::LocalGet(WEIGHT), I::V128Load(at(VECTOR * vector))]);
            self.write(&[I::LocalSet(WEIGHTS + vector)]);
        }
        for row in 0..rows {
            self.write(&[I::LocalGet(PLACES + row), I::V128Load32Splat(at(0)), I::LocalSet(VALUE)]);
            for vector in 0..vectors {
                let total = TOTALS + row * vectors + vector;
                self.write(&[I::LocalGet(VALUE), I::LocalGet(WEIGHTS + vector)]);
                self.write(&[I::LocalGet(total), I::F32x4RelaxedMadd, I::LocalSet(total)]);
            }
            self.step(PLACES + row, NUMBER);
        }
        self.step(WEIGHT, LINE);
        self.write(&[I::LocalGet(WEIGHT), I::LocalGet(END), I::I32LtU, I::BrIf(0), I::End]);
        self.step(RUN, 2 * NUMBER);
    }

    /// `sums += totals`.
    fn end_tile(&mut self, rows: u32, vectors: u32) {
        self.write(&[I::LocalGet(SUM), I::LocalGet(FROM), I::I32Add, I::LocalSet(END)]);
        for row in 0..rows {
            for vector in 0..vectors {
                let place = at(LINE * row + VECTOR * vector);
                let total = TOTALS + row * vectors + vector;
                self.write(&[I::LocalGet(END), I::LocalGet(END), I::V128Load(place)]);
                self.write(&[I::LocalGet(total), I::F32x4Add, I::V128Store(place)]);
            }
        }
    }
}

fn add() -> Function {
    let mut it = Writer(Function::new([(INTEGERS, ValType::I32), (VECTORS, ValType::V128)]));
    it.field(RUN, 2);
    it.field(RUNS_END, 3);
    it.write(&[I::LocalGet(RUNS_END), I::I32Const(3), I::I32Shl]);
    it.write(&[I::LocalGet(RUN), I::I32Add, I::LocalSet(RUNS_END)]);
    it.field(WIDTH, 7);
    it.write(&[I::LocalGet(WIDTH), I::I32Const(2), I::I32Shl, I::LocalSet(WIDTH)]);
    for (index, field) in [0, 6, 1].into_iter().enumerate() {
        it.field(FIRST + index as u32, field);
    }
    let [high, lower, single] = TILES;
    it.pass(&[high, lower]);
    it.pass(&[single]);
    it.write(&[I::End]);
    it.0
}
