// Python itself, away from the page: loads once, then runs what the page sends.

// All that is said goes by a port that none but this module has: code of a reader or a link can call what the worker
// itself has, and change it, but can say nothing in Python's name.
let postMessage

onmessage = ({ data: { settings, port } }) => {
  onmessage = null
  postMessage = port.postMessage.bind(port)
  const live = load(settings)
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

async function load({ folder, bytes, refusal, data }) {
  postMessage({ loaded: 0 })
  const stop = count(bytes)
  const { loadPyodide } = await import(`${folder}pyodide.mjs`)
  const pyodide = await loadPyodide({
    indexURL: folder,
    stdLibURL: `${folder}python.zip`,
  })
  stop()
  const session = pyodide.pyimport("sitekit.livepage").Live(refusal, data)
  postMessage({ loaded: 1 })
  return { session, draw: () => pyodide.loadPackage("pygal", { messageCallback() {} }) }
}

/** Tells what part of so many bytes has been fetched, and what fails, until it is told to stop. */
function count(bytes) {
  const { fetch } = self
  let got = 0, told = 0
  const lost = error => {
    postMessage({ fault: "failed" }) // Pyodide itself would wait for ever
    throw error
  }
  const counted = (reader, stream) => reader.read().catch(lost).then(({ done, value }) => {
    if (done) return stream.close()
    got += value.byteLength
    if (got - told > bytes / 50) postMessage({ loaded: Math.min((told = got) / bytes, 0.99) })
    stream.enqueue(value)
  })
  self.fetch = async (...request) => {
    const response = await fetch(...request).catch(lost)
    if (!response.ok) lost(new Error(`${response.status} ${response.url}`))
    const reader = response.body.getReader()
    return new Response(new ReadableStream({ pull: stream => counted(reader, stream) }), response)
  }
  return () => { self.fetch = fetch }
}

function run(python, { page, blocks }) {
  const [show, begin] = [text => postMessage({ text }), running => postMessage({ running })]
  try {
    postMessage({ result: python.run(page, JSON.stringify(blocks), show, begin) })
  } catch (error) {
    console.info(error)
    postMessage({ fault: "crashed" })
  }
}
