// The engine's worker: brings the engine's program, tells how far it is, and starts it when spoken to.
//
// It is asked for before the page's own program is there (index.html), when nobody would hear it. So the
// first message says that somebody does. A worker with a name, a helper or an engine that starts again,
// is given the compiled program with it.
import init from './worker.js';

const first = new Promise(heard => addEventListener('message', ({ data }) => heard(data), { once: true }));

/** Tells the bytes that have come, and of how many where the server says so. */
async function count(response) {
  // The length of a packed file is not what will arrive.
  const packed = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  const of = packed ? 0 : Number(response.headers.get('content-length'));
  const reader = response.body.getReader();
  let came = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    came += part.value.length;
    postMessage({ came, of });
  }
}

/** Compiles the newest program; without a network, the one that the browser kept. */
async function compile() {
  const get = cache => fetch('./worker_bg.wasm', { cache, priority: 'low' });
  const response = await get('no-cache').catch(() => get('force-cache'));
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  count(response.clone()).catch(() => {}); // whoever compiles hears of it too
  const streams = response.headers.get('content-type')?.startsWith('application/wasm');
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

async function start() {
  const compiled = name ? first : compile();
  compiled.catch(() => {}); // told below
  await first;
  let module;
  try {
    module = await compiled;
  } catch (error) {
    postMessage({ failed: navigator.onLine ? error.message : 'this machine is offline' });
    return;
  }
  if (!name) postMessage({ module });
  init({ module_or_path: module }).catch(reportError);
}

start();
