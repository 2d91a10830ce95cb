// Adaptive average pooling: one thread computes the mean of one part of one map.
//
// Output row y covers rows floor(y * H / OH) to ceil((y + 1) * H / OH) of the input, columns alike,
// as PyTorch's AdaptiveAvgPool2d. With one output row and column it is global average pooling.
// The launcher replaces the values of the constants; these are ResNet-50's last maps.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const HEIGHT: u32 = 7u;
const WIDTH: u32 = 7u;
const CHANNELS: u32 = 2048u;
const OUT_HEIGHT: u32 = 1u;
const OUT_WIDTH: u32 = 1u;

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
    let top = y * HEIGHT / OUT_HEIGHT;
    let bottom = ((y + 1u) * HEIGHT + OUT_HEIGHT - 1u) / OUT_HEIGHT;
    let left = x * WIDTH / OUT_WIDTH;
    let right = ((x + 1u) * WIDTH + OUT_WIDTH - 1u) / OUT_WIDTH;
    var sum = 0.0;
    for (var row = top; row < bottom; row++) {
        for (var column = left; column < right; column++) {
            sum += input[((n * HEIGHT + row) * WIDTH + column) * CHANNELS + c];
        }
    }
    output[index] = sum / f32((bottom - top) * (right - left));
}
