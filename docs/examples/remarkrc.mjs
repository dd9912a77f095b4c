// For VS Code's extension “remark”: the front matter of each text by the schema of its kind and language.
import { readFileSync } from "node:fs";
import frontmatter from "remark-frontmatter";
import schema from "remark-lint-frontmatter-schema";

const schemas = JSON.parse(readFileSync(new URL(".schemas/index.json", import.meta.url), "utf8"));

export default { plugins: [frontmatter, [schema, { schemas }]] };
