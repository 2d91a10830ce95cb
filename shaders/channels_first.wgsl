// Maps one after the other, as fully connected layers in files expect them: one number of the output a thread.
//
// The launcher replaces the values of the constants; these are of AlexNet before fc6.

const WORKGROUP: u32 = 64u;
const BATCH: u32 = 1u;
const PLACES: u32 = 36u;
const CHANNELS: u32 = 256u;

// [BATCH, PLACES, CHANNELS]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [BATCH, CHANNELS, PLACES]
@group(0) @binding(1) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let index = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if index >= BATCH * PLACES * CHANNELS {
        return;
    }
    let place = index % PLACES;
    let channel = index / PLACES % CHANNELS;
    let one = index / (PLACES * CHANNELS);
    output[index] = input[(one * PLACES + place) * CHANNELS + channel];
}
