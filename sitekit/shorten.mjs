// Writes a script of modules again with short names and without what nothing uses: from its input to its output.
import { readFileSync } from "node:fs"
import { transform } from "esbuild"

const { code } = await transform(readFileSync(0, "utf8"), { format: "esm", minify: true })
process.stdout.write(code)
