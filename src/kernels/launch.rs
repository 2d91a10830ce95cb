//! From an operation and its inputs to work on the GPU, through Burn's own client and memory.

use super::{Constant, Implementation, Operation, Program, program::WORKGROUP};
use burn::backend::wgpu::{
    CubeTensor, KernelSource, SourceKernel, SourceTemplate, into_contiguous,
};
use burn::tensor::{DType, Shape};
use cubecl::ir::attributes::BufferIOAttr;
use cubecl::prelude::{CubeCount, CubeDim, ExecutionMode, KernelId};
use cubecl::server::KernelArguments;

/// What Burn caches a compiled pipeline by: all that the WGSL text depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    name: &'static str,
    constants: Vec<(&'static str, Constant)>,
}

struct Wgsl(Program);

impl KernelSource for Wgsl {
    fn source(&self) -> SourceTemplate {
        SourceTemplate::new(self.0.specialised())
    }

    fn id(&self) -> KernelId {
        KernelId::new::<Self>()
            .info(Key { name: self.0.name, constants: self.0.constants.clone() })
            .cube_dim(CubeDim::new_1d(WORKGROUP as u32).into())
            // Natively, loops are left as they are: a counter in each, against endless ones, keeps
            // drivers from unrolling them. Here every loop ends.
            .mode(ExecutionMode::Unchecked)
    }

    fn lang(&self) -> &'static str {
        "wgsl"
    }
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
    let buffer = first.client.empty(shape.num_elements() * DType::F32.size());
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
