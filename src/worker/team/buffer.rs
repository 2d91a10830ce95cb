//! A `SharedArrayBuffer` as a team's memory.

use crate::ops::team::{CELLS, SharedMemory};
use crate::worker::script::member;
use js_sys::{Array, Atomics, Float32Array, Function, Int32Array, Reflect, Uint8Array};
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};

/// Numbers of a team's memory: the outputs of ResNet-50's first layers, several times.
const NUMBERS: usize = 8 << 20;

/// So many bytes that workers can share; nothing where the browser has none to give.
pub(super) fn shared_bytes(count: usize) -> Option<JsValue> {
    let constructor: Function = member(&js_sys::global(), "SharedArrayBuffer").dyn_into().ok()?;
    Reflect::construct(&constructor, &Array::of1(&JsValue::from(count as f64))).ok()
}

/// A copy of `bytes` that workers can share.
pub(super) fn shared_copy(bytes: &[u8]) -> Option<JsValue> {
    let shared = shared_bytes(bytes.len())?;
    Uint8Array::new(&shared).copy_from(bytes);
    Some(shared)
}

/// A team's memory: its cells, then its numbers.
pub(super) struct Buffer {
    cells: Int32Array,
    numbers: Float32Array,
}

impl Buffer {
    /// Memory for a new team; nothing where the browser has none to give.
    pub(super) fn room() -> Option<JsValue> {
        shared_bytes(4 * (CELLS + NUMBERS))
    }

    /// What [`Self::room`] gave, here or in another worker.
    pub(super) fn over(room: &JsValue) -> Self {
        let (start, count) = (4 * CELLS as u32, NUMBERS as u32);
        Self {
            cells: Int32Array::new_with_byte_offset_and_length(room, 0, CELLS as u32),
            numbers: Float32Array::new_with_byte_offset_and_length(room, start, count),
        }
    }

    fn part(&self, at: usize, length: usize) -> Float32Array {
        self.numbers.subarray(at as u32, (at + length) as u32)
    }
}

/// None of these can throw: the array is shared, and the cells lie in it.
impl SharedMemory for Buffer {
    fn load(&self, cell: usize) -> i32 {
        Atomics::load(&self.cells, cell as u32).unwrap_or_default()
    }

    fn store(&self, cell: usize, value: i32) {
        let _ = Atomics::store(&self.cells, cell as u32, value);
    }

    fn add(&self, cell: usize, value: i32) -> i32 {
        Atomics::add(&self.cells, cell as u32, value).unwrap_or_default()
    }

    fn wait(&self, cell: usize, value: i32, most: Duration) {
        let most = most.as_secs_f64() * 1e3;
        let _ = Atomics::wait_with_timeout(&self.cells, cell as u32, value, most);
    }

    fn wake(&self, cell: usize) {
        let _ = Atomics::notify(&self.cells, cell as u32);
    }

    fn numbers(&self) -> usize {
        self.numbers.length() as usize
    }

    fn write(&self, at: usize, numbers: &[f32]) {
        self.part(at, numbers.len()).copy_from(numbers);
    }

    fn read(&self, at: usize, numbers: &mut [f32]) {
        self.part(at, numbers.len()).copy_to(numbers);
    }
}
