// Fetches the files of Python's folder in the fewest bytes that the host can send, and tells how many have come.
//
// Each large file has a twin packed by gzip. What a HEAD request says of the file decides: a host that packs it better
// on the way sends the file, any other its twin, unpacked here.

const AT_FIRST = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python.zip"]
const TWINS = new Set(["pyodide.asm.wasm", "python.zip", "drawing.zip"])
const TYPES = { wasm: "application/wasm", zip: "application/zip" }
const OFTEN = 100 // ms between two things told
const { fetch } = self // before the worker puts its own in its place, which asks here

/**
 * Starts fetching. `tell` hears `{ loaded, size }`: the part that has come, and of how many bytes about; `lose` hears
 * what fails, on the way too.
 */
export async function fetching(folder, tell, lose) {
  const asked = AT_FIRST.map(name => head(folder + name))
  const list = await sound(fetch(`${folder}sizes.json`))
  const sizes = await list.json()
  const heads = await Promise.all(asked)
  const text = new Headers({ "Content-Encoding": list.headers.get("content-encoding") ?? "" })
  const ways = Object.fromEntries(AT_FIRST.map((name, i) => [
    name, way(name, sizes[name], heads[i] ?? (TWINS.has(name) ? undefined : text)), // a host that refuses is as with text
  ]))
  const size = Object.values(ways).reduce((sum, { bytes }) => sum + bytes, 0)
  let got = 0, told = -OFTEN
  const count = bytes => {
    got += bytes
    if (performance.now() - told < OFTEN) return
    told = performance.now()
    tell({ loaded: Math.min(got / size, 0.99), size })
  }
  count(0)
  const take = (name, way, count) => load(folder + name, way, count, lose)
  const begun = Object.fromEntries(AT_FIRST.filter(name => TWINS.has(name)).map(name => [name, take(name, ways[name], count)]))
  return {
    has: name => TWINS.has(name),
    /** A large file as a response: one of the first is on its way already. */
    get: async name => begun[name] ?? take(name, way(name, sizes[name], await head(folder + name)), () => {}),
    async module(name) {
      const module = await import(folder + name)
      count(ways[name].bytes)
      return module
    },
  }
}

/** What the host says of a file; nothing, where it refuses to. */
const head = url => fetch(url, { method: "HEAD" }).then(answer => answer.ok ? answer.headers : undefined, () => undefined)

/** How a file comes: as its twin or not, and in how many bytes. */
function way(name, { plain, gzip, br }, headers) {
  const encoding = headers?.get("content-encoding")
  const length = Number(headers?.get("content-length"))
  const sent = !encoding ? plain : length && length < plain ? length : encoding === "br" ? br : gzip
  // A host that packs by gzip as it sends does it more quickly, and less well.
  return TWINS.has(name) && (sent >= gzip || !length && encoding !== "br") ? { twin: true, bytes: gzip } : { bytes: sent, plain }
}

/** The file, counted as it comes: of one that the browser unpacks, in proportion. */
async function load(url, { twin, bytes, plain }, count, lose) {
  const share = twin ? 1 : bytes / plain
  try {
    const reader = (await sound(fetch(twin ? `${url}.gz` : url))).body.getReader()
    const counted = new ReadableStream({
      pull: stream => reader.read().then(({ done, value }) => {
        if (done) return stream.close()
        count(value.byteLength * share)
        stream.enqueue(value)
      }).catch(error => { lose(error); throw error }),
    })
    const headers = { "Content-Type": TYPES[url.split(".").pop()] }
    return new Response(twin ? await unpacked(counted) : counted, { headers })
  } catch (error) {
    lose(error)
    throw error
  }
}

/** Some hosts unpack by themselves what is named .gz. */
async function unpacked(stream) {
  const [start, whole] = stream.tee()
  const reader = start.getReader()
  const { value } = await reader.read()
  reader.cancel()
  return value?.[0] === 0x1f && value[1] === 0x8b ? whole.pipeThrough(new DecompressionStream("gzip")) : whole
}

async function sound(answer) {
  const response = await answer
  if (!response.ok) throw new Error(`${response.status} ${response.url}`)
  return response
}
