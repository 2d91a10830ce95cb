// Softmax along each row: one thread computes one row, shifted by its maximum so that nothing
// overflows.
//
// The launcher replaces the values of the constants; these are LeNet-5's.

const WORKGROUP: u32 = 64u;
const ROWS: u32 = 1u;
const CLASSES: u32 = 10u;

// [N, C]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [N, C]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let row = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if row >= ROWS {
        return;
    }
    let first = row * CLASSES;
    var largest = input[first];
    for (var i = 1u; i < CLASSES; i++) {
        largest = max(largest, input[first + i]);
    }
    var sum = 0.0;
    for (var i = 0u; i < CLASSES; i++) {
        let value = exp(input[first + i] - largest);
        output[first + i] = value;
        sum += value;
    }
    for (var i = 0u; i < CLASSES; i++) {
        output[first + i] /= sum;
    }
}
