// Writes files again with short names and without what nothing uses: JSON of their texts by name, from its input to its
// output. Names that other scripts may use stay: those of a script that is no module, and what a module exports.
import { readFileSync } from "node:fs"
import { transform } from "esbuild"

async function shorten([sourcefile, text]) {
  const loader = sourcefile.endsWith(".css") ? "css" : "js"
  const { code } = await transform(text, { sourcefile, loader, minify: true, charset: "utf8" })
  return [sourcefile, code]
}

try {
  const made = await Promise.all(Object.entries(JSON.parse(readFileSync(0, "utf8"))).map(shorten))
  process.stdout.write(JSON.stringify(Object.fromEntries(made)))
} catch ({ message }) { // it names the file and the line
  console.error(message)
  process.exitCode = 1
}
