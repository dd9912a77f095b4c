// A server of the built site, as production is: the headers of its `_headers`, compressed text, the 404 page.

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".avif": "image/avif", ".css": "text/css", ".html": "text/html; charset=utf-8", ".ics": "text/calendar", ".jpg": "image/jpeg",
  ".js": "text/javascript", ".json": "application/json", ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".mp4": "video/mp4",
  ".opus": "audio/ogg", ".pdf": "application/pdf", ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8",
  ".vtt": "text/vtt", ".wasm": "application/wasm", ".webmanifest": "application/manifest+json", ".webp": "image/webp",
  ".woff2": "font/woff2", ".xml": "application/xml",
};
const COMPRESSED = new Set([".css", ".html", ".ics", ".js", ".json", ".svg", ".txt", ".vtt", ".webmanifest", ".xml"]);

// The rules of a _headers file: paths, each followed by its indented headers. `*` stands for anything.
export function rulesOf(file) {
  const rules = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (/^\S/.test(line) && !line.startsWith("#")) {
      const pattern = line.trim().replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
      rules.push({ path: new RegExp(`^${pattern}$`), headers: [] });
    } else if (line.trim() && !/^\s*[#!]/.test(line)) { // `!` takes a header of a wider rule back: here the later one has the word
      const [name, ...value] = line.trim().split(":");
      rules.at(-1).headers.push([name, value.join(":").trim()]);
    }
  }
  return rules;
}

// Later rules have the word, as a rule for a part of the site follows that for all.
const headersFor = (rules, path) => Object.fromEntries(rules.filter((rule) => rule.path.test(path)).flatMap((rule) => rule.headers));

function fileFor(folder, path) {
  const file = join(folder, normalize(decodeURIComponent(path)));
  const whole = existsSync(file) && statSync(file).isDirectory() ? join(file, "index.html") : file;
  return existsSync(whole) ? whole : null;
}

// Serves `folder`; resolves to the server, whose address is `server.base`.
export function serve(folder, headersFile) {
  const rules = headersFile ? rulesOf(headersFile) : [];
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const found = fileFor(folder, path);
    const file = found ?? join(folder, path.startsWith("/en/") ? "en/404.html" : "404.html");
    if (!existsSync(file)) return response.writeHead(404).end();
    const ending = extname(file);
    const headers = { ...headersFor(rules, path), "Content-Type": TYPES[ending] ?? "application/octet-stream" };
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const size = statSync(file).size;
    if (range && Number(range[1]) < size) {
      const [start, end] = [Number(range[1]), range[2] ? Number(range[2]) : size - 1];
      response.writeHead(206, { ...headers, "Content-Range": `bytes ${start}-${end}/${size}`, "Content-Length": end - start + 1 });
      return createReadStream(file, { start, end }).pipe(response);
    }
    if (COMPRESSED.has(ending)) {
      const body = gzipSync(readFileSync(file), { level: 6 });
      response.writeHead(found ? 200 : 404, { ...headers, "Content-Encoding": "gzip", "Content-Length": body.length, Vary: "Accept-Encoding" });
      return response.end(body);
    }
    response.writeHead(found ? 200 : 404, { ...headers, "Content-Length": size, "Accept-Ranges": "bytes" });
    return createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => {
    server.base = `http://127.0.0.1:${server.address().port}/`;
    resolve(server);
  }));
}
