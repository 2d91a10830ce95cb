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

/// Burn gives back what memory nobody took for a time, and looks for such every thousand buffers. What
/// was taken for the first time counts as good as untaken, but no more once it was taken again. And a run may find
/// no room in what one left behind, cut up as that is: the next attempt leaves room for one run more.
const ATTEMPTS: usize = 3;

impl<T> Recording<T> {
    /// Takes down what `run` does with `input`, which is run at least once before. Nothing on a device
    /// that takes nothing down, such as the CPU.
    ///
    /// `run` must do the same every time, and neither read nor upload anything.
    pub fn of(input: Tensor<4>, run: impl Fn(Tensor<4>) -> T) -> Option<Self> {
        let held = input.clone().try_into_primitive::<CubeBackend>().ok()?;
        (1..=ATTEMPTS).find_map(|runs| Self::attempt(runs, &held, &input, &run))
    }

    /// With what so many `runs` at once leave behind.
    fn attempt(
        runs: usize,
        held: &CubeTensor,
        input: &Tensor<4>,
        run: impl Fn(Tensor<4>) -> T,
    ) -> Option<Self> {
        let client = &held.client;
        client.graph_prepare().ok()?;
        // Compiles, and leaves behind the memory that the recorded run takes.
        drop((0..runs).map(|_| run(input.clone())).collect::<Vec<_>>());
        let begun = client.start_capture();
        let output = begun.is_ok().then(|| run(input.clone()));
        let graph = client.stop_capture(); // ends what was prepared, begun or not
        let (graph, output) = (graph.ok()?, output?);
        Some(Self { input: held.clone(), graph, output, thread: current().id() })
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
