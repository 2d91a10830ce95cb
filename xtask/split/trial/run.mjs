// Runs the two halves of the program: node run.mjs PROGRAM REST OTHER, a rest of another program.
import assert from 'node:assert';
import { readFileSync } from 'node:fs';

const [program, rest, other] = process.argv.slice(2).map(file => new WebAssembly.Module(readFileSync(file)));
const asked = [];
let exports, came;
const bring = now => {
  asked.push(now);
  if (now) came ??= new WebAssembly.Instance(rest, { program: exports });
};
({ exports } = new WebAssembly.Instance(program, { page: { __wbg_bringRest_0: bring } }));

exports.begin();
assert.equal(exports.twice(21), 42);
exports.fetch();
assert.deepEqual(asked, [0], 'nothing has needed the rest');

assert.throws(() => new WebAssembly.Instance(other, { program: exports }), WebAssembly.LinkError);

assert.equal(exports.letters(2, 0.5), 6);
assert.deepEqual(asked, [0, 1], 'it was needed once');
assert.equal(exports.letters(1, 1), 10);
assert.equal(exports.by_address(7, 0), -7);
assert.equal(exports.by_address(7, 1), 1, 'its static constructors ran, once');
assert.equal(exports.calls(), 100 + 1 + 2 * 11, 'both halves have one memory');

// Called by its address before it is there.
({ exports } = new WebAssembly.Instance(program, { page: { __wbg_bringRest_0: bring } }));
came = undefined;
exports.begin();
assert.equal(exports.by_address(7, 0), -7);
