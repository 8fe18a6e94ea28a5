// The reader's own code: kept in this browser from visit to visit, and handed on in a link.

const LONGEST = 32_000 // characters of a link; what is packed in more could fill the memory
const place = () => `virtfaq.edits:${location.pathname}`

/** The edits of this page: the index of the example, the page's code at that time, and the reader's. */
export function saved() {
  try {
    return JSON.parse(localStorage.getItem(place())) ?? []
  } catch {
    return [] // no storage, or not ours
  }
}

/** Keeps the code that replaces an original, or forgets it (null). Returns whether that could be done. */
export function keep(index, original, code) {
  const others = saved().filter(edit => edit.original !== original)
  const edits = code === null ? others : [...others, { index, original, code }]
  try {
    if (edits.length) localStorage.setItem(place(), JSON.stringify(edits))
    else localStorage.removeItem(place())
    return true
  } catch {
    return code === null
  }
}

/** The address of this page with code for one of its examples; "" if that would be too long. */
export async function link(index, original, code) {
  const bytes = new Uint8Array(await passed(code, new CompressionStream("deflate-raw")).arrayBuffer())
  const packed = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")
  const url = `${location.origin}${location.pathname}#run=${index}.${link.mark(original)}.${packed}`
  return url.length > LONGEST ? "" : url
}

/** A short mark of the page's code, by which a link finds it changed (FNV-1a, 32 bits). */
link.mark = text => [...text].reduce((sum, c) => Math.imul(sum ^ c.codePointAt(), 16777619) >>> 0, 2166136261).toString(36)

/** The code that this page's address holds: index of the example, mark of its original, code; or null. */
export async function received() {
  const [, index, mark, packed] = /^#run=(\d+)\.(\w+)\.([\w-]+)$/.exec(location.hash.slice(0, LONGEST)) ?? []
  if (!packed) return null
  try {
    const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt())
    return { index: +index, mark, code: await passed(bytes, new DecompressionStream("deflate-raw")).text() }
  } catch {
    return null // a damaged link
  }
}

const passed = (data, through) => new Response(new Blob([data]).stream().pipeThrough(through))
