// Pages that were read open again without a network; one that was not is answered by a page that says so. The network
// comes first, so nobody reads yesterday's page who could have today's. Sound, video and documents are never kept.

const CACHE = `diavlos-${VERSION}`;
const MOST = 100; // pages and pictures
const KEPT = ["style", "script", "font", "image"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const ours = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("diavlos-") && name !== CACHE).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(ours());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin || request.headers.has("range")) return;
  if (FILES.includes(address.pathname) && request.mode !== "navigate") event.respondWith(fromCache(request));
  else if (request.mode === "navigate" || KEPT.includes(request.destination)) event.respondWith(fromNetwork(event));
});

const fromCache = async (request) => (await caches.match(request)) ?? fetch(request);

async function fromNetwork(event) {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (isKept(request, answer)) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch (error) {
    const before = await caches.match(request, { ignoreSearch: true });
    if (before) return before;
    if (request.mode !== "navigate") throw error;
    const [, page] = OFFLINE.find(([prefix]) => new URL(request.url).pathname.startsWith(prefix));
    return (await caches.match(page)) ?? Promise.reject(error);
  }
}

// An address opened by itself may be a recording or a document: only pages count there.
const isKept = (request, answer) =>
  answer.ok && (request.mode !== "navigate" || answer.headers.get("Content-Type")?.startsWith("text/html"));

async function keep(request, answer) {
  const cache = await caches.open(CACHE);
  await cache.put(request, answer);
  const others = (await cache.keys()).filter(({ url }) => !FILES.includes(new URL(url).pathname));
  await Promise.all(others.slice(0, Math.max(0, others.length - MOST)).map((old) => cache.delete(old)));
}
