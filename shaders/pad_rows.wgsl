// Rows of numbers made longer by zeros: one number of the output a thread.
//
// Three channels become four, so that they move 16 bytes at a time.
// The launcher replaces the values of the constants; these are of a picture for ResNet.

const WORKGROUP: u32 = 64u;
const ROWS: u32 = 50176u;
const FROM: u32 = 3u;
const TO: u32 = 4u;

// [ROWS, FROM]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [ROWS, TO]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= ROWS * TO {
        return;
    }
    let column = index % TO;
    var value = 0.0;
    if column < FROM {
        value = input[index / TO * FROM + column];
    }
    output[index] = value;
}
