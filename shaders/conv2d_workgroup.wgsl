// 2-D convolution, a tile of pixels times channels a workgroup, through workgroup memory.
//
// As conv2d_tile4x4.wgsl, an implicit matrix product: sixteen input channels of one kernel place at
// a time, loaded once for the whole tile, one step ahead of the sums. 8 x 8 threads; each sums
// PIXEL_STEPS pixels times QUAD_STEPS quads of channels, eight apart. With PARTS above 1 each part
// of the sum goes to a picture of its own in the output, without bias, residual and activation.
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
const PIXEL_STEPS: u32 = 8u;
const QUAD_STEPS: u32 = 2u;

const PIXELS: u32 = BATCH * OUT_HEIGHT * OUT_WIDTH;
const QUADS: u32 = OUT_CHANNELS / 4u;
const GROUP_QUADS: u32 = QUADS / GROUPS;
const IN_QUADS: u32 = CHANNELS / 4u;
const GROUP_IN_QUADS: u32 = IN_QUADS / GROUPS;
const TILE_PIXELS: u32 = 8u * PIXEL_STEPS;
const TILE_QUADS: u32 = 8u * QUAD_STEPS;
const GROUP_TILES: u32 = (GROUP_QUADS + TILE_QUADS - 1u) / TILE_QUADS;
const TILES: u32 = GROUP_TILES * GROUPS;
// Steps of four input quads.
const PLACE_STEPS: u32 = (GROUP_IN_QUADS + 3u) / 4u;
const STEPS: u32 = KERNEL * KERNEL * PLACE_STEPS;
const PART_STEPS: u32 = (STEPS + PARTS - 1u) / PARTS;
// What a thread loads for a step.
const PIXEL_LOADS: u32 = TILE_PIXELS * 4u / WORKGROUP;
const WEIGHT_LOADS: u32 = 16u * TILE_QUADS / WORKGROUP;

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
var<workgroup> pixels: array<vec4<f32>, TILE_PIXELS * 5u>;
var<workgroup> weights: array<vec4<f32>, 16u * TILE_QUADS>;

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

// Column, row and first row of the picture where the window of an output pixel begins.
fn corner(pixel: u32) -> vec3<u32> {
    if pixel >= PIXELS {
        return vec3(HEIGHT * 2u + KERNEL); // outside at every kernel place
    }
    let x = (pixel % OUT_WIDTH) * STRIDE - PADDING;
    let y = ((pixel / OUT_WIDTH) % OUT_HEIGHT) * STRIDE - PADDING;
    return vec3(x, y, pixel / (OUT_WIDTH * OUT_HEIGHT) * HEIGHT);
}

// Four channels of a group, which begins at `first`, at a place of the window at `corner`; zero
// outside.
fn load(corner: vec3<u32>, place: u32, quad: u32, first: u32) -> vec4<f32> {
    // Places before the picture have wrapped to huge numbers: one comparison guards both edges.
    let ix = corner.x + place % KERNEL;
    let iy = corner.y + place / KERNEL;
    if ix >= WIDTH || iy >= HEIGHT || quad >= GROUP_IN_QUADS {
        return vec4(0.0);
    }
    return input[((corner.z + iy) * WIDTH + ix) * IN_QUADS + first + quad];
}

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let column = local % 8u;
    let row = local / 8u;
    let group = workgroup.x / GROUP_TILES;
    let quad_start = (workgroup.x % GROUP_TILES) * TILE_QUADS;
    let pixel_start = workgroup.y * TILE_PIXELS;
    var corners: array<vec3<u32>, PIXEL_LOADS>;
    for (var i = 0u; i < PIXEL_LOADS; i++) {
        corners[i] = corner(pixel_start + (i * WORKGROUP + local) / 4u);
    }
    var sums: array<vec4<f32>, PIXEL_STEPS * QUAD_STEPS>;
    var next_pixels: array<vec4<f32>, PIXEL_LOADS>;
    var next_weights: array<vec4<f32>, WEIGHT_LOADS>;
    let first = workgroup.z * PART_STEPS;
    let last = min(first + PART_STEPS, STEPS);
    // In each round the next step's loads are under way while this one's products are summed.
    for (var step = first; step <= last; step++) {
        if step < last {
            let place = step / PLACE_STEPS;
            let quad = (step % PLACE_STEPS) * 4u + local % 4u;
            for (var i = 0u; i < PIXEL_LOADS; i++) {
                next_pixels[i] = load(corners[i], place, quad, group * GROUP_IN_QUADS);
            }
            let weight_quad = quad_start + local % TILE_QUADS;
            for (var i = 0u; i < WEIGHT_LOADS; i++) {
                let channel = (step % PLACE_STEPS) * 16u + (i * WORKGROUP + local) / TILE_QUADS;
                next_weights[i] = vec4(0.0);
                if channel < GROUP_IN_QUADS * 4u && weight_quad < GROUP_QUADS {
                    let line = place * GROUP_IN_QUADS * 4u + channel;
                    next_weights[i] = weight[line * QUADS + group * GROUP_QUADS + weight_quad];
                }
            }
        }
        if step > first {
            for (var k = 0u; k < 4u; k++) {
                for (var j = 0u; j < QUAD_STEPS; j++) {
                    let w = k * 4u * TILE_QUADS + j * 8u + column;
                    let w0 = weights[w];
                    let w1 = weights[w + TILE_QUADS];
                    let w2 = weights[w + 2u * TILE_QUADS];
                    let w3 = weights[w + 3u * TILE_QUADS];
                    for (var i = 0u; i < PIXEL_STEPS; i++) {
                        let a = pixels[(i * 8u + row) * 5u + k];
                        sums[j * PIXEL_STEPS + i] += a.x * w0 + a.y * w1 + a.z * w2 + a.w * w3;
                    }
                }
            }
        }
        workgroupBarrier();
        for (var i = 0u; i < PIXEL_LOADS; i++) {
            pixels[((i * WORKGROUP + local) / 4u) * 5u + local % 4u] = next_pixels[i];
        }
        for (var i = 0u; i < WEIGHT_LOADS; i++) {
            weights[i * WORKGROUP + local] = next_weights[i];
        }
        workgroupBarrier();
    }
    for (var j = 0u; j < QUAD_STEPS; j++) {
        let quad = quad_start + j * 8u + column;
        for (var i = 0u; i < PIXEL_STEPS; i++) {
            let pixel = pixel_start + i * 8u + row;
            if quad < GROUP_QUADS && pixel < PIXELS {
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
}
