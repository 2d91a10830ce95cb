// Local response normalisation across channels (Krizhevsky et al. 2012, section 3.3).
//
//   output[n, y, x, c] = v[c] / (K + ALPHA * sum of v[j]^2)^BETA,  j within SIZE channels around c
//
// ALPHA multiplies the sum, as the paper prints it; Caffe and PyTorch divide theirs by SIZE first.
// The launcher replaces the values of the constants; these are the paper's, after conv1.

const WORKGROUP: u32 = 64u;
const PIXELS: u32 = 3025u;
const CHANNELS: u32 = 96u;
const SIZE: u32 = 5u;
const ALPHA: f32 = 0.0001f;
const BETA: f32 = 0.75f;
const K: f32 = 2.0f;

// [N, H, W, C], N * H * W = PIXELS
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [N, H, W, C]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= PIXELS * CHANNELS {
        return;
    }
    let c = index % CHANNELS;
    let pixel = index - c;
    // (SIZE - 1) / 2 channels before, SIZE / 2 after, as many as there are.
    let first = max(c, (SIZE - 1u) / 2u) - (SIZE - 1u) / 2u;
    let last = min(c + SIZE / 2u, CHANNELS - 1u);
    var sum = 0.0;
    for (var j = first; j <= last; j++) {
        let value = input[pixel + j];
        sum += value * value;
    }
    output[index] = input[index] * pow(K + ALPHA * sum, -BETA);
}
