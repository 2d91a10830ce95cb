// A service worker for hosts that cannot send two headers: it adds them, and with them the page may compute with
// several threads. The page asks for it where that helps, and gives it up where it does not (src/ui/engine/isolation.rs).
// It keeps nothing and changes nothing else.

const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** What has a policy of its own: pages, and the scripts of workers. */
const HAS_POLICY = ['document', 'worker'];

/** Our pages and their worker's script. The site may have others beside and below, which want no such policy. */
const OURS = ['', 'index', 'index.html', 'photo', 'photo.html', 'bench', 'bench.html', 'engine.js'].map(
  name => new URL(name || './', location).pathname,
);

/** The answer with the headers; one that leads elsewhere as it is, as the browser asks again then. */
async function isolated(request) {
  const answer = await fetch(request);
  if (answer.type === 'opaqueredirect') return answer;
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(HEADERS)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

addEventListener('install', () => skipWaiting());
addEventListener('fetch', event => {
  const ours = OURS.includes(new URL(event.request.url).pathname);
  if (ours && HAS_POLICY.includes(event.request.destination)) event.respondWith(isolated(event.request));
});
