// Starts Pyodide and calls a function of inside.py on a folder of this machine.
// node precompile.mjs <folder of Pyodide> <zip of its standard library> <folder> <function> <arguments, JSON>
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const [, , pyodide, library, folder, name, rest] = process.argv
const { loadPyodide } = await import(pathToFileURL(join(pyodide, "pyodide.mjs")))
const python = await loadPyodide({
  indexURL: pyodide,
  stdLibURL: library,
  env: { PYTHONNODEBUGRANGES: "1" }, // columns of code make a fifth of a .pyc
})
python.mountNodeFS("/sources", folder)
python.FS.writeFile("/home/pyodide/inside.py", readFileSync(new URL("inside.py", import.meta.url)))
try {
  python.pyimport("inside")[name]("/sources", ...JSON.parse(rest))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
