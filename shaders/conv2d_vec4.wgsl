// 2-D convolution, four output channels a thread.
//
// As conv2d.wgsl, for output channels in whole fours: every input that is read serves four
// multiply-adds, and weights, bias, residual and output move 16 bytes at a time.
// The launcher replaces the values of the constants; these are LeNet-5's C3.

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
const QUADS: u32 = OUT_CHANNELS / 4u;
const GROUP_QUADS: u32 = QUADS / GROUPS;

// [N, H, W, C]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [KERNEL, KERNEL, C / GROUPS, O]
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [N, OH, OW, O]; anything where RESIDUAL is false
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
// [N, OH, OW, O]
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;

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
    if index >= BATCH * OUT_HEIGHT * OUT_WIDTH * QUADS {
        return;
    }
    let o = index % QUADS;
    let x = (index / QUADS) % OUT_WIDTH;
    let y = (index / (QUADS * OUT_WIDTH)) % OUT_HEIGHT;
    let n = index / (QUADS * OUT_WIDTH * OUT_HEIGHT);
    let first_channel = (o / GROUP_QUADS) * GROUP_CHANNELS;

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
            let weight_start = (ky * KERNEL + kx) * GROUP_CHANNELS * QUADS + o;
            for (var c = 0u; c < GROUP_CHANNELS; c++) {
                sum += input[input_start + c] * weight[weight_start + c * QUADS];
            }
        }
    }
    if RESIDUAL {
        sum += residual[index];
    }
    output[index] = activate(sum);
}
