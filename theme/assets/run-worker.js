// Python itself, away from the page: loads once, then runs what the page sends.

import { fetching } from "./run-fetch.js"

let live

onmessage = async ({ data: { settings, request } }) => {
  live ??= load(settings)
  try {
    const { draw } = await live
    if (request && drawing(request)) await draw()
  } catch (error) {
    console.info(error)
    return postMessage({ fault: "failed" })
  }
  if (request) run((await live).session, request)
}

/** What only a page with figures needs. */
const drawing = ({ blocks }) => blocks.some(block => block.display) && blocks.some(block => /chart/i.test(block.edited ?? block.text))

function load(settings) {
  // Pyodide itself would wait for ever for what is lost.
  return new Promise((resolve, reject) => start(settings, reject).then(resolve, reject))
}

async function start({ folder, refusal, data }, lose) {
  postMessage({ loaded: 0 })
  const files = await fetching(folder, progress => postMessage(progress), lose)
  const { fetch } = self
  self.fetch = (...asked) => { // by Pyodide
    const name = String(asked[0]).replace(folder, "")
    return files.has(name) ? files.get(name) : fetch(...asked)
  }
  const [{ loadPyodide }, glue] = await Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map(files.module))
  const pyodide = await loadPyodide({
    indexURL: folder,
    stdLibURL: `${folder}python.zip`,
    createPyodideModule: glue.default,
  })
  const session = pyodide.pyimport("sitekit.livepage").Live(refusal, data)
  postMessage({ loaded: 1 })
  return { session, draw: () => pyodide.loadPackage("pygal", { messageCallback() {} }) }
}

function run(python, { page, blocks }) {
  try {
    postMessage({ result: JSON.parse(python.run(page, JSON.stringify(blocks), text => postMessage({ text }))) })
  } catch (error) {
    console.info(error)
    postMessage({ fault: "crashed" })
  }
}
