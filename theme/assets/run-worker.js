// Python itself, away from the page: loads once, then runs what the page sends.

import { fetching } from "./run-fetch.js"

// All that is said goes by a port that none but this module has: code of a reader or a link can call what the worker
// itself has, and change it, but can say nothing in Python's name.
let postMessage
const { stringify } = JSON

onmessage = ({ data: { settings, port } }) => {
  onmessage = null
  postMessage = port.postMessage.bind(port)
  const live = unlessLost(() => start(settings))
  live.catch(lost)
  port.onmessage = async ({ data: { request } }) => {
    try {
      const { session, draw } = await live
      if (drawing(request)) await draw()
      run(session, request)
    } catch (error) {
      lost(error)
    }
  }
}

function lost(error) {
  console.info(error)
  postMessage({ fault: "failed" })
}

/** What only a page with figures needs. */
const drawing = ({ blocks }) => blocks.some(block => block.display) && blocks.some(block => /chart/i.test(block.edited ?? block.text))

let lose // Pyodide itself would wait for ever for a file that is lost, or go on without it

/** What a function gives, unless a file that it needs is lost. */
const unlessLost = give => new Promise((resolve, reject) => {
  lose = reject
  give().then(resolve, reject)
})

async function start({ folder, refusal, data }) {
  const files = await fetching(folder, progress => postMessage(progress), error => lose(error))
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
  const session = pyodide.pyimport("sitekit.in_browser.page_session").Live(refusal, data)
  postMessage({ loaded: 1 })
  return { session, draw: () => unlessLost(() => pyodide.loadPackage("pygal", { messageCallback() {} })) }
}

function run(python, { page, blocks }) {
  const [show, begin] = [text => postMessage({ text }), running => postMessage({ running })]
  try {
    postMessage({ result: python.run(page, stringify(blocks), show, begin) })
  } catch (error) {
    console.info(error)
    postMessage({ fault: "crashed" })
  }
}
