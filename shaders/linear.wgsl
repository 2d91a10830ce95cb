// A fully connected layer: one thread computes one unit.
//
//   output[n, o] = activation(bias[o] + sum over i of input[n, i] * weight[i, o])
//
// The launcher replaces the values of the constants; these are LeNet-5's F6.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const INPUTS: u32 = 120u;
const UNITS: u32 = 84u;
const ACTIVATION: u32 = 1u;

// [N, I]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [I, O]
@group(0) @binding(1) var<storage, read> weight: array<f32>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<f32>;
// [N, O]
@group(0) @binding(3) var<storage, read_write> output: array<f32>;

fn hyperbolic_tangent(x: f32) -> f32 {
    // Some drivers' tanh overflows for large x; this form cannot.
    let e = exp(-2.0 * abs(x));
    return sign(x) * (1.0 - e) / (1.0 + e);
}

fn activate(x: f32) -> f32 {
    switch ACTIVATION {
        case 1u: { return max(x, 0.0); }
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
    if index >= BATCH * UNITS {
        return;
    }
    let o = index % UNITS;
    let input_start = (index / UNITS) * INPUTS;
    var sum = bias[o];
    for (var i = 0u; i < INPUTS; i++) {
        sum += input[input_start + i] * weight[i * UNITS + o];
    }
    output[index] = activate(sum);
}
