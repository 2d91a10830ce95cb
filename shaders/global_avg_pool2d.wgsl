// Global average pooling: one thread computes the mean of one map.
//
// The launcher replaces the values of the constants; these are ResNet-50's last maps.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const AREA: u32 = 49u;
const CHANNELS: u32 = 2048u;

// [N, H, W, C], H * W = AREA
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [N, 1, 1, C]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= BATCH * CHANNELS {
        return;
    }
    let c = index % CHANNELS;
    let n = index / CHANNELS;
    var sum = 0.0;
    for (var i = 0u; i < AREA; i++) {
        sum += input[(n * AREA + i) * CHANNELS + c];
    }
    output[index] = sum / f32(AREA);
}
