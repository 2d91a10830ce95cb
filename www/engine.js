// The engine's worker: brings the engine's program, tells how far it is, and starts it when spoken to.
//
// It is asked for before the page's own program is there (index.html), when nobody would hear it. So the
// first message says that somebody does. A worker with a name, a helper or an engine that starts again,
// is given the compiled program with it.
import init, * as script from './worker.js';

/** The name of the program's function table, which is of one build only. A program in one piece has none. */
const { TABLE } = script;

/**
 * What a run needs, and the rest of the program (xtask/split), which comes later: by an address of this build, so that
 * no cache gives that of another.
 */
const [PROGRAM, REST] = ['./worker_bg.wasm', `./worker_rest.wasm?${TABLE}`];

const first = new Promise(heard => addEventListener('message', ({ data }) => heard(data), { once: true }));

/** How much of the program has come: the bytes, and of how many where the server says so. */
let progress;

/** Tells it. */
async function count(response) {
  // The length of a packed file is not what will arrive.
  const packed = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  const of = packed ? 0 : Number(response.headers.get('content-length'));
  const reader = response.body.getReader();
  let came = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    came += part.value.length;
    progress = { came, of };
    postMessage(progress);
  }
}

/** Compiles the newest file; without a network, the one that the browser kept. */
async function compile(file, told) {
  const get = cache => fetch(file, { cache, priority: 'low' });
  const response = await get('no-cache').catch(() => get('force-cache'));
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  if (told) count(response.clone()).catch(() => {}); // whoever compiles hears of it too
  const streams = response.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** What the program gives to its rest, once it runs; the rest, once it is asked for, and once it is there. */
let program, coming, rest;

/** Puts the rest's functions into the program's table. */
function take(module) {
  rest ??= new WebAssembly.Instance(module, { program });
}

/** Compiles the rest while the caller waits. */
function compileNow() {
  const request = new XMLHttpRequest();
  request.open('GET', REST, false);
  request.responseType = 'arraybuffer';
  request.send();
  if (request.status !== 200) throw new Error(`the server answered ${request.status}`);
  return new WebAssembly.Module(request.response);
}

/** Brings the rest, `now` while the caller waits. The program calls this; what it needs before, it waits for. */
globalThis.bringRest = now => {
  if (rest) return;
  if (!now) {
    // Whoever needs it asks again, and hears why it does not come.
    coming ??= compile(REST).then(take).catch(() => { coming = undefined; });
    return;
  }
  try {
    take(compileNow());
  } catch (error) {
    // What was begun cannot be ended: the page starts another worker when asked to.
    addEventListener('error', broken => broken.preventDefault());
    postMessage({ failed: why(error) });
    throw error;
  }
};

/** A program of one vector. */
const VECTOR = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11];

/** Why something did not come. */
function why(error) {
  // So the page knows that it would not come another time either (src/ui/engine/program.rs). A file that came damaged
  // cannot be compiled either.
  const { CompileError, validate } = WebAssembly;
  if (error instanceof CompileError && !validate(new Uint8Array(VECTOR))) return 'no SIMD';
  // By its name the page knows what is of two builds (src/ui/engine/program.rs).
  if (error instanceof WebAssembly.LinkError) return String(error);
  return navigator.onLine ? error.message : 'this machine is offline';
}

/** WebGPU's name for a GPU's own clock. */
const CLOCK = 'timestamp-query';

/**
 * Hides from wgpu that a GPU's driver could not compile a shader: it would panic. Work with such a shader is refused,
 * which is told apart from it (src/device/refusals.rs).
 */
function forgiven(device) {
  device.addEventListener('uncapturederror', event => {
    if (globalThis.GPUInternalError && event.error instanceof GPUInternalError) event.stopImmediatePropagation();
  });
  // wgpu listens by a property that Safari 26 has not got: what is refused would pass for an answer.
  if (!('onuncapturederror' in device)) {
    device.addEventListener('uncapturederror', event => device.onuncapturederror?.(event));
  }
  compilesAhead(device);
  return device;
}

/**
 * Lets the program have shaders compiled before it launches them (src/ops/ahead.rs): wgpu only knows how to wait. What
 * is ready is taken when wgpu asks for a module and a pipeline of the same text.
 */
function compilesAhead(device) {
  const { createShaderModule, createComputePipeline, createComputePipelineAsync } = GPUDevice.prototype;
  const [coming, modules, pipelines] = [new Map(), new Map(), new WeakMap()]; // by texts, the last by modules
  device.createShaderModule = function (wanted) {
    const module = modules.get(wanted.code);
    modules.delete(wanted.code);
    return module ?? createShaderModule.call(this, wanted);
  };
  device.createComputePipeline = function (wanted) {
    const pipeline = wanted.layout === 'auto' && pipelines.get(wanted.compute.module);
    return pipeline || createComputePipeline.call(this, wanted);
  };
  const compile = async code => {
    // What is refused here counts for nothing: it may never be launched.
    device.pushErrorScope('validation');
    const module = createShaderModule.call(device, { code });
    device.popErrorScope().catch(() => {});
    const compiled = createComputePipelineAsync.call(device, { layout: 'auto', compute: { module } });
    // A browser might leave the promise of a device that has gone as it is.
    const pipeline = await Promise.race([compiled, device.lost.then(() => undefined)]);
    if (!pipeline) return false;
    modules.set(code, module);
    pipelines.set(module, pipeline);
    return true;
  };
  /** Ends when the text is compiled, or cannot be; says which. What could not be is not tried again. */
  globalThis.compileAhead = async code => {
    if (modules.has(code)) return true;
    if (!coming.has(code)) coming.set(code, compile(code).catch(() => false));
    const compiled = await coming.get(code);
    if (compiled) coming.delete(code);
    return compiled;
  };
}

/**
 * Has every adapter say that it has a clock. Without one Burn's wgpu backend panics as soon as it computes, though it
 * would only measure with it; some GPUs have none (Firefox on Macs by Intel, phones). What a device says stays true.
 */
function pretendClocks() {
  const { prototype } = globalThis.GPUAdapter ?? {};
  if (!prototype) return;
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'features');
  const { requestDevice } = prototype;
  Object.defineProperty(prototype, 'features', {
    get() {
      const features = get.call(this);
      return { has: feature => feature === CLOCK || features.has(feature) };
    },
  });
  prototype.requestDevice = async function (wanted = {}) {
    const features = get.call(this);
    const requiredFeatures = [...(wanted.requiredFeatures ?? [])].filter(feature => features.has(feature));
    // Chromium before 120 refuses a limit that it does not know.
    const known = Object.entries(wanted.requiredLimits ?? {}).filter(([limit]) => limit in this.limits);
    const requiredLimits = Object.fromEntries(known);
    return forgiven(await requestDevice.call(this, { ...wanted, requiredFeatures, requiredLimits }));
  };
}

/**
 * Gives adapters what older browsers leave out of what they tell of themselves, or do not tell (Chromium before 136 and
 * 127): wgpu asks every one for it.
 */
function completeAdapters() {
  const { prototype } = globalThis.GPUAdapter ?? {};
  if (!prototype) return;
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'info') ?? {};
  Object.defineProperty(prototype, 'info', {
    get() {
      const info = get?.call(this) ?? { description: '' };
      if (!('isFallbackAdapter' in info)) info.isFallbackAdapter = this.isFallbackAdapter;
      return info;
    },
  });
}

/** Whose GPUs there are, as their makers write themselves. */
const MAKERS = {
  amd: 'AMD', apple: 'Apple', arm: 'ARM', google: 'Google', 'img-tec': 'Imagination', intel: 'Intel', nvidia: 'NVIDIA',
  qualcomm: 'Qualcomm', samsung: 'Samsung',
};

/**
 * Has adapters describe themselves by maker and family, where the browser keeps the rest to itself: wgpu knows no
 * other name, and by its name a GPU is known again that was measured (src/network/choices.rs).
 */
function describeAdapters() {
  const { prototype } = globalThis.GPUAdapterInfo ?? {};
  const { get } = (prototype && Object.getOwnPropertyDescriptor(prototype, 'description')) ?? {};
  if (!get) return;
  Object.defineProperty(prototype, 'description', {
    get() {
      const { vendor, architecture, device, isFallbackAdapter } = this;
      const parts = isFallbackAdapter ? [] : [MAKERS[vendor] ?? vendor, architecture, device];
      return get.call(this) || parts.filter(Boolean).join(' ');
    },
  });
}

/** Refuses a program of another build than its script: what that looks for in it would be missed during work. */
function fit(module) {
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  if (TABLE && !exported.includes(TABLE)) throw new WebAssembly.LinkError(`the program has no ${TABLE}`);
}

async function start() {
  pretendClocks();
  completeAdapters();
  describeAdapters();
  const compiled = name ? first : compile(PROGRAM, true);
  compiled.catch(() => {}); // told below
  await first;
  if (progress) postMessage(progress); // nobody has heard it yet, and the next may be long in coming
  let module;
  try {
    module = await compiled;
  } catch (error) {
    postMessage({ failed: why(error) });
    return;
  }
  try {
    fit(module); // a page may have given its own to a newer script
    if (!name) postMessage({ module });
    program = await init({ module_or_path: module });
  } catch (error) {
    reportError(error);
  }
}

start();
