// The reader's own code: kept in this browser from visit to visit, and handed on in a link.

const LONGEST = 32_000 // characters of a link; what is packed in more could fill the memory
const place = () => `virtfaq.edits:${location.pathname}`

/**
 * The edits of this page: the index of the example, the page's code at that time, and the reader's.
 * A reader has taken the page's code again where one is `dropped`, and may want theirs back.
 */
export function saved() {
  try {
    const edits = JSON.parse(localStorage.getItem(place()))
    return edits.filter(({ original, code }) => typeof original === "string" && typeof code === "string")
  } catch {
    return [] // no storage, or not ours
  }
}

/** Keeps an edit in place of another of the same example. Returns whether that could be done. */
export const keep = (edit, former = edit) => store(edit, former)

/** Forgets an edit. */
export const forget = edit => store(null, edit)

/** Other windows may have stored something since: what they store of other examples stays. */
function store(edit, ...former) {
  const gone = [edit, ...former].filter(Boolean)
  const others = saved().filter(one => !gone.some(({ index, original }) => one.index === index && one.original === original))
  const edits = edit ? [...others, edit] : others
  try {
    if (edits.length) localStorage.setItem(place(), JSON.stringify(edits))
    else localStorage.removeItem(place())
    return true
  } catch {
    return !edit
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

/** Puts an address in the bar, or the page's own, without going there. */
export function settle(url = location.pathname + location.search) {
  history.replaceState(history.state, "", url)
}

const passed = (data, through) => new Response(new Blob([data]).stream().pipeThrough(through))
