// 2-D convolution, a tile of pixels times channels a workgroup, through workgroup memory.
//
// As conv2d_tile4x4.wgsl, sixteen lines at a time, loaded once for a tile, a step ahead. 8 x 8 threads;
// each sums pixels and quads that lie eight apart. With PARTS above 1 each part of the sum goes to a picture
// of its own, before scales and all else. The launcher replaces the constants' values; these are conv2_1.2's.

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
const PARTS: u32 = 1u;
const TILE_PIXELS: u32 = 64u;
const TILE_CHANNELS: u32 = 64u;
const PIXELS: u32 = BATCH * OUT_HEIGHT * OUT_WIDTH;
const QUADS: u32 = OUT_CHANNELS / 4u;
const GROUP_QUADS: u32 = QUADS / GROUPS;
const IN_QUADS: u32 = CHANNELS / 4u;
const GROUP_IN_QUADS: u32 = IN_QUADS / GROUPS;
const TILE_QUADS: u32 = TILE_CHANNELS / 4u;
const GROUP_TILES: u32 = (GROUP_QUADS + TILE_QUADS - 1u) / TILE_QUADS;
const LINES: u32 = KERNEL * KERNEL * GROUP_IN_QUADS * 4u;
const STEPS: u32 = (LINES + 15u) / 16u;
const PART_STEPS: u32 = (STEPS + PARTS - 1u) / PARTS;
const PIXEL_STEPS: u32 = TILE_PIXELS / 8u;
const QUAD_STEPS: u32 = TILE_QUADS / 8u;

@group(0) @binding(0) var<storage, read> input: array<vec4<f32>>; // [N, H, W, C]
// [LINES, O]; of fewer BITS, panels of 32 channels: [O / 32, LINES, 32]
@group(0) @binding(1) var<storage, read> weight: array<vec4<u32>>;
// [O]; of fewer BITS, the scales of the weights follow: [2, O]
@group(0) @binding(2) var<storage, read> bias: array<vec4<f32>>;
// [N, OH, OW, O]; anything where RESIDUAL is false
@group(0) @binding(3) var<storage, read> residual: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>; // [PARTS N, OH, OW, O]
// Arrays stand in structures: so the compiler of Firefox on Windows is twice as fast.
struct Pixels { tile: array<vec4<f32>, TILE_PIXELS * 5u> } // a fifth column spreads them over the banks
struct Weights { tile: array<vec4<f32>, 16u * TILE_QUADS> }
var<workgroup> pixels: Pixels; var<workgroup> weights: Weights;

fn activate(x: vec4<f32>) -> vec4<f32> {
    if ACTIVATION < 2u { return select(x, max(x, vec4(0.0)), ACTIVATION == 1u); }
    // Some drivers' tanh overflows for large x; this form cannot. 3 is LeCun's scaled one.
    let inner = select(x, x * 2.0 / 3.0, ACTIVATION == 3u);
    let e = exp(-2.0 * abs(inner));
    return select(1.0, 1.7159, ACTIVATION == 3u) * (sign(inner) * (1.0 - e) / (1.0 + e));
}

// Column, row and first row of the picture where the window of an output pixel begins.
fn corner(pixel: u32) -> vec3<u32> {
    if pixel >= PIXELS { return vec3(HEIGHT * 2u + KERNEL); } // outside at every kernel place
    let place = vec2(pixel % OUT_WIDTH, pixel / OUT_WIDTH % OUT_HEIGHT) * STRIDE - PADDING;
    return vec3(place, pixel / OUT_WIDTH / OUT_HEIGHT * HEIGHT);
}

// Four channels of the pixel at a place of the window at `corner`; zero outside.
fn load(corner: vec3<u32>, place: u32, quad: u32) -> vec4<f32> {
    let at = corner.xy + vec2(place % KERNEL, place / KERNEL);
    if any(at >= vec2(WIDTH, HEIGHT)) || place >= KERNEL * KERNEL { return vec4(0.0); }
    return input[((corner.z + at.y) * WIDTH + at.x) * IN_QUADS + quad];
}

// Four output channels of a line, before their scales; zero beyond the last line.
fn weight_at(line: u32, quad: u32) -> vec4<f32> {
    if line >= LINES { return vec4(0.0); }
    if BITS == 32u { return bitcast<vec4<f32>>(weight[line * QUADS + quad]); }
    let at = (quad / 8u * LINES + line) * 8u + quad % 8u;
    if BITS == 8u { return 127.0 * unpack4x8snorm(weight[at / 4u][at % 4u]); }
    let one = select(weight[at / 2u].xy, weight[at / 2u].zw, at % 2u == 1u);
    return vec4(unpack2x16float(one.x), unpack2x16float(one.y));
}

fn store(part: u32, pixel: u32, o: u32, products: vec4<f32>) {
    let index = pixel * QUADS + o;
    var sum = products;
    if PARTS == 1u {
        if BITS < 32u { sum *= bias[QUADS + o]; }
        sum += bias[o];
        if RESIDUAL { sum += residual[index]; }
        sum = activate(sum);
    }
    output[part * PIXELS * QUADS + index] = sum;
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) local: u32) {
    let group = workgroup.x / GROUP_TILES; let quad_start = (workgroup.x % GROUP_TILES) * TILE_QUADS;
    var corners: array<vec3<u32>, TILE_PIXELS / 16u>;
    for (var i = 0u; i < TILE_PIXELS / 16u; i++) { // written out
        corners[i] = corner(workgroup.y * TILE_PIXELS + i * 16u + local / 4u);
    }
    var sums: array<vec4<f32>, PIXEL_STEPS * QUAD_STEPS>;
    var next_pixels: array<vec4<f32>, TILE_PIXELS / 16u>;
    var next_weights: array<vec4<f32>, TILE_CHANNELS / 16u>;
    let first = workgroup.z * PART_STEPS; let last = min(first + PART_STEPS, STEPS);
    for (var step = first; step <= last; step++) {
        if step < last {
            let quad = step * 4u + local % 4u;
            let channels = group * GROUP_IN_QUADS + quad % GROUP_IN_QUADS;
            // Quads beyond the group's repeat its last, and are not stored.
            let o = min(quad_start + local % TILE_QUADS, GROUP_QUADS - 1u) + group * GROUP_QUADS;
            for (var i = 0u; i < TILE_PIXELS / 16u; i++) { // written out
                next_pixels[i] = load(corners[i], quad / GROUP_IN_QUADS, channels);
            }
            for (var i = 0u; i < TILE_CHANNELS / 16u; i++) { // written out
                next_weights[i] = weight_at(step * 16u + (i * WORKGROUP + local) / TILE_QUADS, o);
            }
        }
        if step > first {
            for (var k = 0u; k < 4u; k++) { // written out
                for (var j = 0u; j < QUAD_STEPS; j++) { // written out
                    let w = k * 4u * TILE_QUADS + j * 8u + local % 8u;
                    let w0 = weights.tile[w]; let w1 = weights.tile[w + TILE_QUADS];
                    let w2 = weights.tile[w + 2u * TILE_QUADS]; let w3 = weights.tile[w + 3u * TILE_QUADS];
                    for (var i = 0u; i < PIXEL_STEPS; i++) { // written out
                        let a = pixels.tile[(i * 8u + local / 8u) * 5u + k];
                        sums[j * PIXEL_STEPS + i] += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                    }
                }
            }
        }
        workgroupBarrier();
        for (var i = 0u; i < TILE_PIXELS / 16u; i++) { // written out
            pixels.tile[((i * WORKGROUP + local) / 4u) * 5u + local % 4u] = next_pixels[i];
        }
        for (var i = 0u; i < TILE_CHANNELS / 16u; i++) { // written out
            weights.tile[i * WORKGROUP + local] = next_weights[i];
        }
        workgroupBarrier();
    }
    for (var j = 0u; j < QUAD_STEPS; j++) { // written out
        let quad = quad_start + j * 8u + local % 8u;
        for (var i = 0u; i < PIXEL_STEPS; i++) { // written out
            let pixel = workgroup.y * TILE_PIXELS + i * 8u + local / 8u;
            if quad < GROUP_QUADS && pixel < PIXELS {
                store(workgroup.z, pixel, group * GROUP_QUADS + quad, sums[j * PIXEL_STEPS + i]);
            }
        }
    }
}
