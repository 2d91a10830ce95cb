// Multiply-adds in registers and nothing else, for what a device computes at most.

const WORKGROUP: u32 = 64u;
const STEPS: u32 = 256u;

@group(0) @binding(0) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
    let start = vec4(f32(id.x)) + vec4(0.0, 0.1, 0.2, 0.3);
    // Eight chains, as one link waits for the one before.
    var a = start;
    var b = start + 1.0;
    var c = start + 2.0;
    var d = start + 3.0;
    var e = start + 4.0;
    var f = start + 5.0;
    var g = start + 6.0;
    var h = start + 7.0;
    let factor = vec4(0.75);
    let term = vec4(0.25);
    for (var i = 0u; i < STEPS; i++) {
        a = fma(a, factor, term);
        b = fma(b, factor, term);
        c = fma(c, factor, term);
        d = fma(d, factor, term);
        e = fma(e, factor, term);
        f = fma(f, factor, term);
        g = fma(g, factor, term);
        h = fma(h, factor, term);
    }
    let sum = dot(a + b + c + d + e + f + g + h, vec4(1.0));
    // Never so large, but no compiler knows: so every thread has to work.
    if id.x < WORKGROUP || sum > 1e30 {
        output[id.x % WORKGROUP] = sum;
    }
}
