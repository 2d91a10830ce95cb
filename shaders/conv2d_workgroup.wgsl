// 2-D convolution, a tile of pixels times channels a workgroup, through workgroup memory.
//
// As conv2d_tile4x4.wgsl, an implicit matrix product, sixteen lines at a time. A line is an input
// channel at a kernel place. They are loaded once for a tile of as many pixels as channels, a step
// ahead. 8 x 8 threads; each sums pixels and quads of channels that lie eight apart. With PARTS above
// 1 each part of the sum goes to a picture of its own, without bias, residual and activation.
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
const PARTS: u32 = 1u;
const TILE: u32 = 64u;

const PIXELS: u32 = BATCH * OUT_HEIGHT * OUT_WIDTH;
const QUADS: u32 = OUT_CHANNELS / 4u;
const GROUP_QUADS: u32 = QUADS / GROUPS;
const IN_QUADS: u32 = CHANNELS / 4u;
const GROUP_IN_QUADS: u32 = IN_QUADS / GROUPS;
const TILE_QUADS: u32 = TILE / 4u;
const GROUP_TILES: u32 = (GROUP_QUADS + TILE_QUADS - 1u) / TILE_QUADS;
const LINES: u32 = KERNEL * KERNEL * GROUP_IN_QUADS * 4u;
const STEPS: u32 = (LINES + 15u) / 16u;
const PART_STEPS: u32 = (STEPS + PARTS - 1u) / PARTS;
// What a thread loads of pixels and of weights for a step, and what it sums.
const LOADS: u32 = TILE / 16u;
const PIXEL_STEPS: u32 = TILE / 8u;
const QUAD_STEPS: u32 = TILE_QUADS / 8u;

// [N, H, W, C]
@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>;
// [KERNEL, KERNEL, C / GROUPS, O]
@group(0) @binding(1) var<storage, read> weight: array<vec4<f32>>;
// [O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [N, OH, OW, O]; anything where RESIDUAL is false
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
// [PARTS N, OH, OW, O]
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;

// A fifth column keeps neighbouring pixels in different banks.
var<workgroup> pixels: array<vec4<f32>, TILE * 5u>;
var<workgroup> weights: array<vec4<f32>, 16u * TILE_QUADS>;

fn activate(x: vec4<f32>) -> vec4<f32> {
    if ACTIVATION == 0u { return x; }
    if ACTIVATION == 1u { return max(x, vec4(0.0)); }
    // Some drivers' tanh overflows for large x; this form cannot. 3 is LeCun's scaled one.
    let inner = select(x, x * 2.0 / 3.0, ACTIVATION == 3u);
    let e = exp(-2.0 * abs(inner));
    return select(1.0, 1.7159, ACTIVATION == 3u) * (sign(inner) * (1.0 - e) / (1.0 + e));
}

// Column, row and first row of the picture where the window of an output pixel begins.
fn corner(pixel: u32) -> vec3<u32> {
    if pixel >= PIXELS { return vec3(HEIGHT * 2u + KERNEL); } // outside at every kernel place
    let row = pixel / OUT_WIDTH;
    let place = vec2(pixel % OUT_WIDTH, row % OUT_HEIGHT) * STRIDE - PADDING;
    return vec3(place, row / OUT_HEIGHT * HEIGHT);
}

// Four channels of the pixel at a place of the window at `corner`; zero outside.
fn load(corner: vec3<u32>, place: u32, quad: u32) -> vec4<f32> {
    // Places before the picture have wrapped to huge numbers: one comparison guards both edges.
    let at = corner.xy + vec2(place % KERNEL, place / KERNEL);
    if any(at >= vec2(WIDTH, HEIGHT)) || place >= KERNEL * KERNEL { return vec4(0.0); }
    return input[((corner.z + at.y) * WIDTH + at.x) * IN_QUADS + quad];
}

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let group = workgroup.x / GROUP_TILES;
    let quad_start = (workgroup.x % GROUP_TILES) * TILE_QUADS;
    var corners: array<vec3<u32>, LOADS>;
    for (var i = 0u; i < LOADS; i++) {
        corners[i] = corner(workgroup.y * TILE + (i * WORKGROUP + local) / 4u);
    }
    var sums: array<vec4<f32>, PIXEL_STEPS * QUAD_STEPS>;
    var next_pixels: array<vec4<f32>, LOADS>;
    var next_weights: array<vec4<f32>, LOADS>;
    let first = workgroup.z * PART_STEPS;
    let last = min(first + PART_STEPS, STEPS);
    // In each round the next step's loads are under way while this one's products are summed.
    for (var step = first; step <= last; step++) {
        if step < last {
            let quad = step * 4u + local % 4u;
            let channels = group * GROUP_IN_QUADS + quad % GROUP_IN_QUADS;
            let o = quad_start + local % TILE_QUADS;
            for (var i = 0u; i < LOADS; i++) {
                next_pixels[i] = load(corners[i], quad / GROUP_IN_QUADS, channels);
                let line = step * 16u + (i * WORKGROUP + local) / TILE_QUADS;
                next_weights[i] = vec4(0.0);
                if line < LINES && o < GROUP_QUADS {
                    next_weights[i] = weight[line * QUADS + group * GROUP_QUADS + o];
                }
            }
        }
        if step > first {
            for (var k = 0u; k < 4u; k++) {
                for (var j = 0u; j < QUAD_STEPS; j++) {
                    let w = k * 4u * TILE_QUADS + j * 8u + local % 8u;
                    let w0 = weights[w];
                    let w1 = weights[w + TILE_QUADS];
                    let w2 = weights[w + 2u * TILE_QUADS];
                    let w3 = weights[w + 3u * TILE_QUADS];
                    for (var i = 0u; i < PIXEL_STEPS; i++) {
                        let a = pixels[(i * 8u + local / 8u) * 5u + k];
                        sums[j * PIXEL_STEPS + i] += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                    }
                }
            }
        }
        workgroupBarrier();
        for (var i = 0u; i < LOADS; i++) {
            pixels[((i * WORKGROUP + local) / 4u) * 5u + local % 4u] = next_pixels[i];
            weights[i * WORKGROUP + local] = next_weights[i];
        }
        workgroupBarrier();
    }
    for (var j = 0u; j < QUAD_STEPS; j++) {
        let quad = quad_start + j * 8u + local % 8u;
        for (var i = 0u; i < PIXEL_STEPS; i++) {
            let pixel = workgroup.y * TILE + i * 8u + local / 8u;
            if quad >= GROUP_QUADS || pixel >= PIXELS { continue; }
            let o = group * GROUP_QUADS + quad;
            let index = pixel * QUADS + o;
            var sum = sums[j * PIXEL_STEPS + i];
            if PARTS == 1u {
                sum += bias[o];
                if RESIDUAL { sum += residual[index]; }
                sum = activate(sum);
            }
            output[workgroup.z * PIXELS * QUADS + index] = sum;
        }
    }
}
