// A fully connected layer whose weights are numbers of few bits, with a scale for every few inputs
// of a unit: half precision, int8, or int4 with two inputs in a byte. They are unpacked in registers.
//
// Units lie in panels of 32, the weights of an input (of two, for int4) side by side in a line of
// 32 numbers. A workgroup computes a panel for one row: two threads read a line, 16 numbers each,
// and 32 pairs of threads share a group's lines. Then their sums are added up in workgroup memory, in
// a fixed order.
// The launcher replaces the values of the constants; these are AlexNet's fc7.

const WORKGROUP: u32 = 64u;
const INPUTS: u32 = 4096u;
const UNITS: u32 = 4096u;
const GROUPS: u32 = 64u;
const BITS: u32 = 8u;
const ACTIVATION: u32 = 1u;

const QUADS: u32 = UNITS / 4u;
// Inputs in a line, and 16 bytes in half of one.
const A_LINE: u32 = 8u / BITS + BITS / 16u;
const PARTS: u32 = 1u + BITS / 16u;
const LINES: u32 = INPUTS / A_LINE;
const GROUP_LINES: u32 = LINES / GROUPS;
const SLICES: u32 = WORKGROUP / 2u;
// Quads of units in a panel.
const WIDTH: u32 = 8u;

// [N, I]
@group(0) @binding(0) var<storage, read> input: array<f32>;
// [panels, LINES, 32] bytes, or pairs of them
@group(0) @binding(1) var<storage, read> weight: array<vec4<u32>>;
// [panels, GROUPS, 32]
@group(0) @binding(2) var<storage, read> scale: array<vec4<f32>>;
// [O]
@group(0) @binding(3) var<storage, read> bias: array<vec4<f32>>;
// [N, O]
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;

// [SLICES, WIDTH]
// Arrays stand in structures: so the compiler of Firefox on Windows is twice as fast.
struct Sums { tile: array<vec4<f32>, 256> }
var<workgroup> sums: Sums;

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

// Four bytes, -128 to 127.
fn bytes(word: u32) -> vec4<f32> {
    let high = bitcast<vec4<i32>>(vec4(word << 24u, word << 16u, word << 8u, word));
    return vec4<f32>(high >> vec4(24u));
}

// The low or, after a shift by four, the high halves of four bytes, 0 to 15 for -8 to 7.
fn halves(word: u32) -> vec4<f32> {
    return vec4<f32>(vec4(word, word >> 8u, word >> 16u, word >> 24u) & vec4(15u)) - 8.0;
}

fn halves_of(words: vec4<u32>) -> mat4x4<f32> {
    return mat4x4(halves(words.x), halves(words.y), halves(words.z), halves(words.w));
}

fn bytes_of(words: vec4<u32>) -> mat4x4<f32> {
    return mat4x4(bytes(words.x), bytes(words.y), bytes(words.z), bytes(words.w));
}

fn pairs_of(first: vec4<u32>, second: vec4<u32>) -> mat4x4<f32> {
    return mat4x4(
        vec4(unpack2x16float(first.x), unpack2x16float(first.y)),
        vec4(unpack2x16float(first.z), unpack2x16float(first.w)),
        vec4(unpack2x16float(second.x), unpack2x16float(second.y)),
        vec4(unpack2x16float(second.z), unpack2x16float(second.w)),
    );
}

@compute @workgroup_size(WORKGROUP)
fn main(
    @builtin(workgroup_id) workgroup: vec3<u32>,
    @builtin(local_invocation_index) local: u32,
) {
    let half = local % 2u;
    let slice = local / 2u;
    let panel = workgroup.x;
    let start = workgroup.y * INPUTS;
    // A column for each quad of units that this thread reads.
    var total = mat4x4<f32>();
    for (var group = 0u; group < GROUPS; group++) {
        var part = mat4x4<f32>();
        for (var within = slice; within < GROUP_LINES; within += SLICES) {
            let line = group * GROUP_LINES + within;
            let at = ((panel * LINES + line) * 2u + half) * PARTS;
            let words = weight[at];
            if BITS == 16u {
                part += input[start + line] * pairs_of(words, weight[at + 1u]);
            } else if BITS == 8u {
                part += input[start + line] * bytes_of(words);
            } else {
                part += input[start + 2u * line] * halves_of(words);
                part += input[start + 2u * line + 1u] * halves_of(words >> vec4(4u));
            }
        }
        let at = (panel * GROUPS + group) * WIDTH + half * 4u;
        total[0] += part[0] * scale[at];
        total[1] += part[1] * scale[at + 1u];
        total[2] += part[2] * scale[at + 2u];
        total[3] += part[3] * scale[at + 3u];
    }
    let place = slice * WIDTH + half * 4u;
    sums.tile[place] = total[0];
    sums.tile[place + 1u] = total[1];
    sums.tile[place + 2u] = total[2];
    sums.tile[place + 3u] = total[3];
    workgroupBarrier();
    let o = panel * WIDTH + local;
    if local < WIDTH && o < QUADS {
        var sum = bias[o];
        for (var each = 0u; each < SLICES; each++) {
            sum += sums.tile[each * WIDTH + local];
        }
        output[workgroup.y * QUADS + o] = activate(sum);
    }
}
