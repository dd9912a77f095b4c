// What two validators say of pages: the Nu Html Checker, which is the W3C's, and html-validate with its preset `standard`.

import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import { FileSystemConfigLoader, HtmlValidate } from "html-validate";

const VNU = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const AT_ONCE = 400; // names of files on a command line

export function validate(folder, pages) {
  return [...nu(folder, pages), ...standard(folder, pages)];
}

function nu(folder, pages) {
  const found = [];
  for (let i = 0; i < pages.length; i += AT_ONCE) {
    const files = pages.slice(i, i + AT_ONCE).map((page) => join(folder, page.path));
    const words = ["-jar", VNU, "--format", "json", "--stdout", "--exit-zero-always", ...files];
    const done = spawnSync("java", words, { encoding: "utf8", maxBuffer: 1 << 28 });
    if (done.status !== 0) throw new Error(`vnu: ${done.stderr || done.error}`);
    for (const { url, lastLine, message, type } of JSON.parse(done.stdout).messages) {
      if (type === "error") found.push(`${url.replace(/^file:/, "")}:${lastLine}: vnu: ${message}`);
    }
  }
  return found;
}

function standard(folder, pages) {
  const checker = new HtmlValidate(new FileSystemConfigLoader({ root: true, extends: ["html-validate:standard"] }));
  return pages.flatMap((page) => checker.validateFileSync(join(folder, page.path)).results.flatMap((result) => (
    result.messages.map((one) => `${result.filePath}:${one.line}: html-validate ${one.ruleId}: ${one.message}`)
  )));
}
