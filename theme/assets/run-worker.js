// Python itself, away from the page: loads once, then runs what the page sends.

let live

onmessage = async ({ data: { settings, request } }) => {
  live ??= load(settings)
  try {
    await live
  } catch (error) {
    console.info(error)
    return postMessage({ fault: "failed" })
  }
  if (request) run(await live, request)
}

async function load({ folder, bytes, refusal }) {
  postMessage({ loaded: 0 })
  const stop = count(bytes)
  const { loadPyodide } = await import(`${folder}pyodide.mjs`)
  const pyodide = await loadPyodide({
    indexURL: folder,
    stdLibURL: `${folder}python.zip`,
  })
  stop()
  const made = pyodide.pyimport("sitekit.livepage").Live(refusal)
  postMessage({ loaded: 1 })
  return made
}

/** Tells what part of so many bytes has been fetched, until it is told to stop. */
function count(bytes) {
  const { fetch } = self
  let got = 0, told = 0
  const counter = () => new TransformStream({
    transform(chunk, output) {
      got += chunk.byteLength
      if (got - told > bytes / 50) postMessage({ loaded: Math.min((told = got) / bytes, 0.99) })
      output.enqueue(chunk)
    },
  })
  self.fetch = async (...request) => {
    const response = await fetch(...request)
    return response.ok ? new Response(response.body.pipeThrough(counter()), response) : response
  }
  return () => { self.fetch = fetch }
}

function run(python, { page, blocks }) {
  try {
    postMessage({ result: JSON.parse(python.run(page, JSON.stringify(blocks), text => postMessage({ text }))) })
  } catch (error) {
    console.info(error)
    postMessage({ fault: "crashed" })
  }
}
