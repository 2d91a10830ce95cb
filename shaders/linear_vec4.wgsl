// A fully connected layer, four units a thread.
//
// As linear.wgsl, for units in whole fours: weights, bias and output move 16 bytes at a time.
// The launcher replaces the values of the constants; these are LeNet-5's F6.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const INPUTS: u32 = 120u;
const UNITS: u32 = 84u;
const ACTIVATION: u32 = 1u;

const QUADS: u32 = UNITS / 4u;

// [N, I]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [I, O]
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [N, O]
@group(0) @binding(3) var<storage, read_write> output: array<vec4<f32>>;

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
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= BATCH * QUADS {
        return;
    }
    let o = index % QUADS;
    let input_start = (index / QUADS) * INPUTS;
    var sum = bias[o];
    for (var i = 0u; i < INPUTS; i++) {
        sum += input[input_start + i] * weight[i * QUADS + o];
    }
    output[index] = activate(sum);
}
