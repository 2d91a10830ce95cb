// 2-D convolution, four pixels times four output channels a thread, without a barrier.
//
// As conv2d_vec4.wgsl, for input and output channels of each group in whole fours: eight 16-byte
// loads serve 64 multiply-adds. Threads next to each other share pixels and differ in channels.
// The launcher replaces the values of the constants; these are ResNet's conv2_1.2.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const HEIGHT: u32 = 56u;
const WIDTH: u32 = 56u;
const CHANNELS: u32 = 64u;
const OUT_HEIGHT: u32 = 56u;
const OUT_WIDTH: u32 = 56u;
const OUT_CHANNELS: u32 = 64u;
const KERNEL: u32 = 3u;
const STRIDE: u32 = 1u;
const PADDING: u32 = 1u;
const GROUPS: u32 = 1u;
const RESIDUAL: bool = false;
const ACTIVATION: u32 = 1u;
const BITS: u32 = 32u;

const PIXELS: u32 = BATCH * OUT_HEIGHT * OUT_WIDTH;
const TILE: u32 = 4u;
const QUADS: u32 = OUT_CHANNELS / 4u;
const GROUP_QUADS: u32 = QUADS / GROUPS;
const IN_QUADS: u32 = CHANNELS / 4u;
const GROUP_IN_QUADS: u32 = IN_QUADS / GROUPS;
// A line is an input channel at a kernel place.
const LINES: u32 = KERNEL * KERNEL * GROUP_IN_QUADS * 4u;

// [N, H, W, C]
@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
// [LINES, O]; of fewer BITS, panels of 32 channels: [O / 32, LINES, 32]
@group(0) @binding(1) var<storage, read> weight: array<vec4<u32>>;
// [O]; of fewer BITS, the scales of the weights follow: [2, O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [N, OH, OW, O]; anything where RESIDUAL is false
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
// [N, OH, OW, O]
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;

fn activate(x: vec4<f32>) -> vec4<f32> {
    if ACTIVATION < 2u { return select(x, max(x, vec4(0.0)), ACTIVATION == 1u); }
    // Some drivers' tanh overflows for large x; this form cannot. 3 is LeCun's scaled one.
    let inner = select(x, x * 2.0 / 3.0, ACTIVATION == 3u);
    let e = exp(-2.0 * abs(inner));
    return select(1.0, 1.7159, ACTIVATION == 3u) * (sign(inner) * (1.0 - e) / (1.0 + e));
}

// Column, row and picture where the window of an output pixel begins, were there no padding.
fn corner(pixel: u32) -> vec3<u32> {
    let x = pixel % OUT_WIDTH;
    let y = (pixel / OUT_WIDTH) % OUT_HEIGHT;
    return vec3(x * STRIDE, y * STRIDE, pixel / (OUT_WIDTH * OUT_HEIGHT));
}

// Where the pixel lies that the window at `corner` has at `kx`, `ky`; the largest number outside.
fn place(corner: vec3<u32>, kx: u32, ky: u32) -> u32 {
    // Places before the picture wrap to huge numbers, so one comparison guards both edges.
    let ix = corner.x + kx - PADDING;
    let iy = corner.y + ky - PADDING;
    if ix >= WIDTH || iy >= HEIGHT {
        return 0xffffffffu;
    }
    return ((corner.z * HEIGHT + iy) * WIDTH + ix) * IN_QUADS;
}

fn load(place: u32, offset: u32) -> vec4<f32> {
    if place == 0xffffffffu {
        return vec4(0.0);
    }
    return input[place + offset];
}

// Four output channels of a line, before their scales.
fn weight_at(line: u32, quad: u32) -> vec4<f32> {
    if BITS == 32u { return bitcast<vec4<f32>>(weight[line * QUADS + quad]); }
    let at = (quad / 8u * LINES + line) * 8u + quad % 8u;
    if BITS == 8u { return 127.0 * unpack4x8snorm(weight[at / 4u][at % 4u]); }
    let one = select(weight[at / 2u].xy, weight[at / 2u].zw, at % 2u == 1u);
    return vec4(unpack2x16float(one.x), unpack2x16float(one.y));
}

fn store(pixel: u32, o: u32, products: vec4<f32>) {
    if pixel >= PIXELS { return; }
    let index = pixel * QUADS + o;
    var sum = products;
    if BITS < 32u {
        sum *= bias[QUADS + o];
    }
    sum += bias[o];
    if RESIDUAL {
        sum += residual[index];
    }
    output[index] = activate(sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    let o = index % QUADS;
    let pixel = (index / QUADS) * TILE;
    if pixel >= PIXELS {
        return;
    }
    let first = (o / GROUP_QUADS) * GROUP_IN_QUADS;
    // Pixels beyond the last repeat it, and are not stored.
    let c0 = corner(pixel);
    let c1 = corner(min(pixel + 1u, PIXELS - 1u));
    let c2 = corner(min(pixel + 2u, PIXELS - 1u));
    let c3 = corner(min(pixel + 3u, PIXELS - 1u));
    var s0 = vec4(0.0);
    var s1 = s0;
    var s2 = s0;
    var s3 = s0;
    for (var ky = 0u; ky < KERNEL; ky++) {
        for (var kx = 0u; kx < KERNEL; kx++) {
            let p0 = place(c0, kx, ky);
            let p1 = place(c1, kx, ky);
            let p2 = place(c2, kx, ky);
            let p3 = place(c3, kx, ky);
            var line = (ky * KERNEL + kx) * GROUP_IN_QUADS * 4u;
            for (var c = first; c < first + GROUP_IN_QUADS; c++) {
                let a0 = load(p0, c);
                let a1 = load(p1, c);
                let a2 = load(p2, c);
                let a3 = load(p3, c);
                let w0 = weight_at(line, o);
                let w1 = weight_at(line + 1u, o);
                let w2 = weight_at(line + 2u, o);
                let w3 = weight_at(line + 3u, o);
                s0 += a0.x * w0 + a0.y * w1 + a0.z * w2 + a0.w * w3;
                s1 += a1.x * w0 + a1.y * w1 + a1.z * w2 + a1.w * w3;
                s2 += a2.x * w0 + a2.y * w1 + a2.z * w2 + a2.w * w3;
                s3 += a3.x * w0 + a3.y * w1 + a3.z * w2 + a3.w * w3;
                line += 4u;
            }
        }
    }
    store(pixel, o, s0);
    store(pixel + 1u, o, s1);
    store(pixel + 2u, o, s2);
    store(pixel + 3u, o, s3);
}
