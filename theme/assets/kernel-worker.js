// The machine itself, away from the page: goes on from the state in which it was saved, takes what is typed on its
// serial lines, and passes on what it writes there.

const OFTEN = 40 // ms from one passing on to the next
const MOST = 30_000 // characters passed on at a time: the middle of more is left out
const LINES = [0, 1] // the kernel's console, the shell
let emulator

onmessage = async ({ data }) => {
  if (data.typed !== undefined) return emulator?.serial_send_bytes(data.line, new TextEncoder().encode(data.typed))
  try {
    await start(data)
  } catch (error) {
    console.info(error)
    postMessage({ fault: "failed" })
  }
}

async function start({ folder, machine, files }) {
  Object.defineProperty(self, "scheduler", { value: { postTask: makeClock() } })
  const [{ V86 }, { decompress }] = await Promise.all(["v86.mjs", "unpack.mjs"].map(name => import(folder + name)))
  const unpack = async file => decompress(new Uint8Array(await file.arrayBuffer()))
  const code = await unpack(files["wasm.bin"])
  const { buffer } = (await unpack(files["state.bin"])).slice()
  emulator = new V86({
    ...machine,
    initial_state: { buffer },
    wasm_fn: async imports => (await WebAssembly.instantiate(code, imports)).instance.exports,
    autostart: true,
  })
  for (const line of LINES) listen(line)
  emulator.add_listener("emulator-started", () => postMessage({ started: true }))
}

/**
 * What v86 asks for its next turn, as its worker's address has `use-scheduling-api`: else it would have its clock in a
 * worker made of a text, which the security policy refuses. A browser's own, where there is one, may come to no timer
 * while the machine computes; and Safari has none.
 */
function makeClock() {
  const { port1, port2 } = new MessageChannel()
  const tasks = []
  port1.onmessage = () => tasks.shift()()
  return (task, { delay }) => {
    if (delay >= 1) return setTimeout(task, delay)
    tasks.push(task)
    port2.postMessage(null)
  }
}

function listen(line) {
  const decoder = new TextDecoder()
  let bytes = [], waiting
  const tell = () => {
    const text = decoder.decode(new Uint8Array(bytes), { stream: true })
    bytes = []
    waiting = undefined
    const left = text.length > MOST ? `${text.slice(0, MOST / 2)}\n[…]\n${text.slice(-MOST / 2)}` : text
    postMessage({ line, text: left })
  }
  emulator.add_listener(`serial${line}-output-byte`, byte => {
    bytes.push(byte)
    waiting ??= setTimeout(tell, OFTEN)
  })
}
