// The weights of one unit of a packed fully connected layer, as numbers.
//
// As linear_packed.wgsl has them; one input a thread.
// The launcher replaces the values of the constants; these are AlexNet's fc7.

const WORKGROUP: u32 = 64u;
const INPUTS: u32 = 4096u;
const GROUPS: u32 = 64u;
const BITS: u32 = 8u;
const UNIT: u32 = 0u;

const A_LINE: u32 = 8u / BITS + BITS / 16u;
const LINES: u32 = INPUTS / A_LINE;
// Units in a word, and of a panel, 32 units: words in a line.
const UNITS: u32 = 4u - BITS / 16u * 2u;
const WIDTH: u32 = 32u / UNITS;

// [panels, LINES, 32] bytes, or pairs of them
@group(0) @binding(0) var<storage, read> weight: array<u32>;
// [panels, GROUPS, 32]
@group(0) @binding(1) var<storage, read> scale: array<f32>;
// [I]
@group(0) @binding(2) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(num_workgroups) workgroups: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let i = (workgroup.y * workgroups.x + workgroup.x) * WORKGROUP + local;
    if i >= INPUTS {
        return;
    }
    let panel = UNIT / 32u;
    let lane = UNIT % 32u;
    let word = weight[(panel * LINES + i / A_LINE) * WIDTH + lane / UNITS];
    let byte = word >> (lane % 4u * 8u);
    var number = f32(i32(byte << 24u) >> 24u);
    if BITS == 4u {
        number = f32(i32((byte >> (i % 2u * 4u)) & 15u) - 8);
    } else if BITS == 16u {
        number = unpack2x16float(word)[lane % 2u];
    }
    let group = i / (INPUTS / GROUPS);
    output[i] = number * scale[(panel * GROUPS + group) * 32u + lane];
}
