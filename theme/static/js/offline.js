// Starts the worker that keeps pages for reading without a network. Only addresses of this site may become scripts.

const { worker } = document.currentScript.dataset;

globalThis.trustedTypes?.createPolicy("default", {
  createScriptURL(address) {
    if (new URL(address, location.href).origin === location.origin) return address;
    throw new TypeError(`not a script of this site: ${address}`);
  },
});

navigator.serviceWorker?.register(worker).catch(() => { /* without one, the site needs the network, as any other */ });
