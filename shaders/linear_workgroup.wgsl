// A fully connected layer, the inputs shared among the threads of a workgroup.
//
// As linear_vec4.wgsl, for inputs in whole fours too: SLICES threads sum every SLICES-th quad of
// inputs for the same four units, then add their sums up in workgroup memory, in a fixed order.
// Neighbouring threads read neighbouring units. With several PARTS, each sums a part of the inputs,
// and sum_parts.wgsl makes the rest.
// The launcher replaces the values of the constants; these are LeNet-5's F6.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const INPUTS: u32 = 120u;
const UNITS: u32 = 84u;
const ACTIVATION: u32 = 1u;
const SLICES: u32 = 8u;
const PARTS: u32 = 1u;

const QUADS: u32 = UNITS / 4u;
const IN_QUADS: u32 = INPUTS / 4u;
// Quads of units of a workgroup.
const WIDTH: u32 = WORKGROUP / SLICES;
// Quads of inputs of a part.
const PART_QUADS: u32 = (IN_QUADS + PARTS - 1u) / PARTS;

// [N, I]
@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
// [I, O]
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [PARTS N, O]
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

// Arrays stand in structures: so the compiler of Firefox on Windows is twice as fast.
struct Sums { tile: array<vec4<f32>, WORKGROUP> }
var<workgroup> sums: Sums;

fn hyperbolic_tangent(x: vec4<f32>) -> vec4<f32> {
    // Some drivers' tanh overflows for large x; this form cannot.
    let e = exp(-2.0 * abs(x));
    return sign(x) * (1.0 - e) / (1.0 + e);
}

fn activate(x: vec4<f32>) -> vec4<f32> {
    switch ACTIVATION {
        case 1u: { return max(x, vec4(0.0)); }
        case 2u: { return hyperbolic_tangent(x); }
        case 3u: { return 1.7159 * hyperbolic_tangent(x * 2.0 / 3.0); }
        default: { return x; }
    }
}

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let column = local % WIDTH;
    let o = workgroup.x * WIDTH + column;
    let start = workgroup.y * IN_QUADS;
    var sum = vec4<f32>();
    if o < QUADS {
        let first = workgroup.z * PART_QUADS;
        let end = min(first + PART_QUADS, IN_QUADS);
        for (var i = first + local / WIDTH; i < end; i += SLICES) {
            let a = input[start + i];
            let w = i * 4u * QUADS + o;
            sum += a.x * weight[w] + a.y * weight[w + QUADS];
            sum += a.z * weight[w + 2u * QUADS] + a.w * weight[w + 3u * QUADS];
        }
    }
    sums.tile[local] = sum;
    workgroupBarrier();
    if local < WIDTH && o < QUADS {
        var total = select(vec4(0.0), bias[o], PARTS == 1u);
        for (var slice = 0u; slice < SLICES; slice++) {
            total += sums.tile[slice * WIDTH + column];
        }
        let index = (workgroup.z * BATCH + workgroup.y) * QUADS + o;
        output[index] = select(total, activate(total), PARTS == 1u);
    }
}
