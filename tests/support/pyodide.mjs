// node pyodide.mjs <folder of the runtime> <file of Python> <argument, JSON>
// Runs `main(argument)` of the file in Pyodide, started as a page's worker starts it, and prints what it returns.
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const [, , folder, script, argument] = process.argv
try {
  const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")))
  const python = await loadPyodide({ indexURL: folder + "/", stdLibURL: join(folder, "python.zip") })
  const source = readFileSync(script, "utf8")
  await python.loadPackagesFromImports(source, { messageCallback: () => {} })
  const files = { filename: script }
  python.runPython(source, files)
  python.globals.set("argument", readFileSync(argument, "utf8"))
  console.log(python.runPython("import json; json.dumps(main(json.loads(argument)))"))
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
