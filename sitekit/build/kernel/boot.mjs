// Boots a machine under Node, and saves its state once it says that it is ready. Time goes by as the machine computes
// and waits, not by a clock, chance is a sequence that begins the same, and code is compiled when it is asked for: so
// the same files give the same state, to the byte.
import { readFileSync, writeFileSync } from "node:fs"
import { pathToFileURL } from "node:url"
import { constants, zstdCompressSync } from "node:zlib"

const { v86, wasm, images, machine, cmdline, ready, saved, patience } = JSON.parse(readFileSync(0, "utf8"))
const MIDNIGHT = Date.UTC(2026, 0, 1), TICK = 0.05 // ms that go by each time that the machine asks
let now = 0, seed = 1, heard = ""

const limit = setTimeout(() => {
  console.error(`it was not ready after ${patience} s; the kernel said: ${heard.slice(-200)}`)
  process.exit(1)
}, patience * 1000)
const chance = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32
performance.now = () => now += TICK
Date.now = () => Math.floor(MIDNIGHT + now)
Math.random = chance
Object.defineProperty(crypto, "getRandomValues", { value: into => {
  const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength)
  for (let i = 0; i < bytes.length; i++) bytes[i] = chance() * 256
  return into
} })
globalThis.setTimeout = (then, ms, ...given) => setImmediate(() => { now += Math.max(ms ?? 0, 0); then(...given) })
WebAssembly.instantiate = async (code, imports) => {
  const module = new WebAssembly.Module(code)
  return { module, instance: new WebAssembly.Instance(module, imports) }
}

/** Packs a file as zstd, which pages unpack by themselves: it weighs the same whatever a host compresses. */
function pack(bytes, path) {
  const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_windowLog]: 25 }
  writeFileSync(path, zstdCompressSync(bytes, { params }))
}

async function save() {
  clearTimeout(limit)
  await emulator.stop()
  pack(new Uint8Array(await emulator.save_state()), saved.state)
  pack(readFileSync(wasm), saved.wasm)
  process.exit()
}

const read = path => ({ buffer: new Uint8Array(readFileSync(path)).buffer })
const given = Object.fromEntries(Object.entries(images).map(([kind, path]) => [kind, read(path)]))
const { V86 } = await import(pathToFileURL(v86))
const emulator = new V86({ ...machine, ...given, cmdline, wasm_path: wasm, autostart: true })
emulator.add_listener("serial0-output-byte", byte => heard += String.fromCharCode(byte))
emulator.add_listener("serial2-output-byte", byte => byte === ready && setImmediate(save))
