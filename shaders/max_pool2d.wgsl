// Maximum pooling over square windows: one thread computes one number of the output.
//
// Padding never wins: it counts as minus infinity.
// The launcher replaces the values of the constants; these are LeNet-5's S2.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const HEIGHT: u32 = 28u;
const WIDTH: u32 = 28u;
const CHANNELS: u32 = 6u;
const OUT_HEIGHT: u32 = 14u;
const OUT_WIDTH: u32 = 14u;
const KERNEL: u32 = 2u;
const STRIDE: u32 = 2u;
const PADDING: u32 = 0u;

// [N, H, W, C]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [N, OH, OW, C]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= BATCH * OUT_HEIGHT * OUT_WIDTH * CHANNELS {
        return;
    }
    let c = index % CHANNELS;
    let x = (index / CHANNELS) % OUT_WIDTH;
    let y = (index / (CHANNELS * OUT_WIDTH)) % OUT_HEIGHT;
    let n = index / (CHANNELS * OUT_WIDTH * OUT_HEIGHT);

    var largest = -0x1.fffffep+127; // the lowest f32, exactly: browsers refuse a rounded one
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
            let value = input[((n * HEIGHT + iy) * WIDTH + ix) * CHANNELS + c];
            largest = max(largest, value);
        }
    }
    output[index] = largest;
}
