// Makes one file of a module and all that it imports. node bundle.mjs <folder of packages> <module>
// Prints JSON: the code, and the packages whose code is in it.
import { createRequire } from "node:module"
import { join } from "node:path"

const [, , packages, module] = process.argv
const { build } = createRequire(join(packages, "packages.js"))("esbuild")
const { outputFiles, metafile } = await build({
  entryPoints: [module],
  nodePaths: [packages],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none", // editor.py puts the licences in their place
  metafile: true,
  write: false,
  logLevel: "silent",
})
const [{ inputs }] = Object.values(metafile.outputs)
const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput).map(([name]) => name)
const names = used.map(name => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(name)?.[1]).filter(Boolean)
process.stdout.write(JSON.stringify({ code: outputFiles[0].text, packages: [...new Set(names)].sort() }))
