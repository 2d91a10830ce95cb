// 2-D convolution, the plain way: one thread computes one number of the output.
//
//   output[n, y, x, o] = activation(residual[n, y, x, o] + bias[o]
//                        + sum over ky, kx, c of input[n, y*S + ky - P, x*S + kx - P, c] * weight[ky, kx, c, o])
//
// Neighbouring threads take neighbouring channels, so they share every input and read the weights
// side by side. The launcher replaces the values of the constants; these are LeNet-5's C3.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const HEIGHT: u32 = 14u;
const WIDTH: u32 = 14u;
const CHANNELS: u32 = 6u;
const OUT_HEIGHT: u32 = 10u;
const OUT_WIDTH: u32 = 10u;
const OUT_CHANNELS: u32 = 16u;
const KERNEL: u32 = 5u;
const STRIDE: u32 = 1u;
const PADDING: u32 = 0u;
const GROUPS: u32 = 1u;
const RESIDUAL: bool = false;
const ACTIVATION: u32 = 1u;

const GROUP_CHANNELS: u32 = CHANNELS / GROUPS;
const GROUP_OUT_CHANNELS: u32 = OUT_CHANNELS / GROUPS;

// [N, H, W, C]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [KERNEL, KERNEL, C / GROUPS, O]
@group(0) @binding(1) var<storage, read> weight: array<f32>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<f32>;
// [N, OH, OW, O]; anything where RESIDUAL is false
@group(0) @binding(3) var<storage, read> residual: array<f32>;
// [N, OH, OW, O]
@group(0) @binding(4) var<storage, read_write> output: array<f32>;

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
    if index >= BATCH * OUT_HEIGHT * OUT_WIDTH * OUT_CHANNELS {
        return;
    }
    let o = index % OUT_CHANNELS;
    let x = (index / OUT_CHANNELS) % OUT_WIDTH;
    let y = (index / (OUT_CHANNELS * OUT_WIDTH)) % OUT_HEIGHT;
    let n = index / (OUT_CHANNELS * OUT_WIDTH * OUT_HEIGHT);
    let first_channel = (o / GROUP_OUT_CHANNELS) * GROUP_CHANNELS;

    var sum = bias[o];
    for (var ky = 0u; ky < KERNEL; ky++) {
        // Rows above the picture wrap to huge numbers, so one comparison guards both edges.
        let iy = y * STRIDE + ky - PADDING;
        if iy >= HEIGHT {
            continue;
        }
        for (var kx = 0u; kx < KERNEL; kx++) {
            let ix = x * STRIDE + kx - PADDING;
            if ix >= WIDTH {
                continue;
            }
            let input_start = ((n * HEIGHT + iy) * WIDTH + ix) * CHANNELS + first_channel;
            let weight_start = (ky * KERNEL + kx) * GROUP_CHANNELS * OUT_CHANNELS + o;
            for (var c = 0u; c < GROUP_CHANNELS; c++) {
                sum += input[input_start + c] * weight[weight_start + c * OUT_CHANNELS];
            }
        }
    }
    if RESIDUAL {
        sum += residual[index];
    }
    output[index] = activate(sum);
}
