//! From an operation and its inputs to work on the GPU, through Burn's own client and memory.

use super::{Implementation, Operation, Program, program::WORKGROUP};
use burn::backend::wgpu::{
    CubeTensor, KernelSource, SourceKernel, SourceTemplate, into_contiguous,
};
use burn::tensor::{DType, Shape};
use cubecl::ir::attributes::BufferIOAttr;
use cubecl::prelude::{CubeCount, CubeDim, ExecutionMode, KernelId};
use cubecl::server::KernelArguments;
use std::cell::RefCell;

thread_local! {
    /// What would be launched, while this thread only asks for that.
    static ASKED: RefCell<Option<Vec<Program>>> = const { RefCell::new(None) };
}

/// Numbers of a tensor that is never computed with, whatever its shape: Burn may bind it, and a browser wants
/// a vector at least.
pub const PLACEHOLDER: usize = 64;

struct Wgsl(Program);

impl KernelSource for Wgsl {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(self.0.specialised())
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
            .info(self.0.key())
            .cube_dim(CubeDim::new_1d(WORKGROUP as u32).into())
            // Natively, loops are left as they are: a counter in each, against endless ones, keeps
            // drivers from unrolling them. Here every loop ends.
            .mode(ExecutionMode::Unchecked)
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
}

/// The programs that `run` would launch on this thread, in their order. None is, and no memory is taken for
/// outputs: what `run` makes holds no numbers, and it must not read any.
pub fn programs_of(run: impl FnOnce()) -> Vec<Program> {
    ASKED.set(Some(Vec::new()));
    run();
    ASKED.take().unwrap_or_default()
}

/// Runs `operation` with the implementation it chooses, into a new tensor.
pub fn launch<O: Operation>(operation: &O, inputs: Vec<CubeTensor>) -> CubeTensor {
    launch_as(operation, operation.choose(), inputs)
}

/// Runs `operation` with an implementation that suits it, into a new tensor.
pub fn launch_as<O: Operation>(
    operation: &O,
    implementation: &Implementation<O>,
    inputs: Vec<CubeTensor>,
) -> CubeTensor {
    let shape = Shape::from(operation.output());
    let first = &inputs[0];
    let numbers = if is_asked() { PLACEHOLDER } else { shape.num_elements() };
    let buffer = first.client.empty(numbers * DType::F32.size());
    let output = CubeTensor::new_contiguous(
        first.client.clone(),
        first.device.clone(),
        shape,
        buffer,
        DType::F32,
    );
    launch_into((implementation.program)(operation), inputs, &output);
    output
}

/// Runs `program` on `inputs` and writes every number of `output`, whatever was in it.
///
/// Inputs and output must have the shapes that the program was made for.
pub fn launch_into(program: Program, inputs: Vec<CubeTensor>, output: &CubeTensor) {
    let Some(program) = unless_asked(program) else { return };
    let [x, y, z] = program.workgroups;
    // Without a word on what is only read, a launch that fails would take the weights with it: Burn
    // refuses to read what a failed launch was to write.
    let arguments = inputs.into_iter().fold(KernelArguments::new(), |arguments, input| {
        arguments.with_buffer_io(into_contiguous(input).handle.binding(), BufferIOAttr::ReadOnly)
    });
    let arguments =
        arguments.with_buffer_io(output.handle.clone().binding(), BufferIOAttr::WriteOnly);
    output.client.launch(
        Box::new(SourceKernel::new(Wgsl(program), CubeDim::new_1d(WORKGROUP as u32))),
        CubeCount::Static(x, y, z),
        arguments,
    );
}

fn is_asked() -> bool {
    ASKED.with_borrow(Option::is_some)
}

/// The program, unless it is only asked for.
fn unless_asked(program: Program) -> Option<Program> {
    ASKED.with_borrow_mut(|asked| match asked {
        Some(programs) => {
            programs.push(program);
            None
        }
        None => Some(program),
    })
}
