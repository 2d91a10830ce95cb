// Parts of sums added up in order, then scales, bias, residual and activation: the second half of a
// convolution or a fully connected layer whose sums were computed in parts. Four channels a thread.
//
// The launcher replaces the values of the constants; these are ResNet's conv5_1.2 in four parts.

const WORKGROUP: u32 = 64u;
const PARTS: u32 = 4u;
const PIXELS: u32 = 49u;
const CHANNELS: u32 = 512u;
const RESIDUAL: bool = false;
const ACTIVATION: u32 = 1u;
const SCALED: bool = false;

const QUADS: u32 = CHANNELS / 4u;

// [PARTS, PIXELS, C]
@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
// [C]; where SCALED, scales of the sums follow: [2, C]
@group(0) @binding(1) var<storage, read> bias: array<vec4<f32>>;
// [PIXELS, C]; anything where RESIDUAL is false
@group(0) @binding(2) var<storage, read> residual: array<vec4<f32>>;
// [PIXELS, C]
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
    if index >= PIXELS * QUADS {
        return;
    }
    var sum = vec4(0.0);
    for (var part = 0u; part < PARTS; part++) {
        sum += input[part * PIXELS * QUADS + index];
    }
    if SCALED {
        sum *= bias[QUADS + index % QUADS];
    }
    sum += bias[index % QUADS];
    if RESIDUAL {
        sum += residual[index];
    }
    output[index] = activate(sum);
}
