//! A run of operations that a GPU takes down once and repeats.

use burn::backend::wgpu::{CubeBackend, CubeTensor};
use burn::tensor::Tensor;
use cubecl::bytes::Bytes;
use cubecl::client::Graph;
use std::thread::{ThreadId, current};

/// Launches made ready once: pipelines found, memory taken, bindings made. Repeating them allocates
/// nothing, and costs the processor a tenth of launching anew.
pub struct Recording<T> {
    input: CubeTensor,
    graph: Graph,
    output: T,
    thread: ThreadId,
}

impl<T> Recording<T> {
    /// Takes down what `run` does with `input`, which is run once before. Nothing on a device that
    /// takes nothing down, such as the CPU.
    ///
    /// `run` must do the same every time, and neither read nor upload anything.
    pub fn of(input: Tensor<4>, run: impl Fn(Tensor<4>) -> T) -> Option<Self> {
        let held = input.clone().try_into_primitive::<CubeBackend>().ok()?;
        let client = held.client.clone();
        client.graph_prepare().ok()?;
        // Compiles, and leaves behind the memory that the recorded run takes.
        drop(run(input.clone()));
        let begun = client.start_capture();
        let output = begun.is_ok().then(|| run(input));
        let graph = client.stop_capture(); // ends what was prepared, begun or not
        Some(Self { input: held, graph: graph.ok()?, output: output?, thread: current().id() })
    }

    /// Repeats the run on what the input holds. The output holds the results as soon as it is read.
    /// Nothing if the device refuses, and on another thread than the recording's.
    pub fn repeat(&self) -> Option<&T> {
        if current().id() != self.thread {
            return None;
        }
        // Memory that was taken down is not given to others while `graph` lives, and `self` holds the
        // input and the output. The work of one thread is done in order, and this is that thread.
        #[expect(unsafe_code, reason = "the lines above are what `replay` asks for")]
        let repeated = unsafe { self.graph.replay() };
        repeated.ok().map(|()| &self.output)
    }

    /// As [`Self::repeat`], on as many `values` as the input has.
    pub fn run(&self, values: Vec<f32>) -> Option<&T> {
        self.input.client.write(&self.input.handle, Bytes::from_elems(values));
        self.repeat()
    }
}
