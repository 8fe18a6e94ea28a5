// A machine as the page sees it: one shell, which takes a command at a time, and a kernel that may panic.

const [CONSOLE, SHELL, PAGE] = [0, 1, 2] // the serial lines
const ENDED = /\x1e(?:(\d+)|ready)\n/ // after a command its status, or that there is no shell
const PANIC = /Kernel panic - .*/
const MOST = 200_000 // characters of a command's output: the first of more are left out
const OFTEN = 100 // ms between two things told of a loading
let kept // what all machines go on from

/** Fetches what machines go on from, once; `tell` hears `{ loaded, size }`, the part that has come of so many bytes. */
export function fetchMachine(folder, tell) {
  return kept ??= load(folder, tell).catch(error => {
    kept = undefined
    throw error
  })
}

async function load(folder, tell) {
  const { machine, sizes } = await (await sound(fetch(`${folder}manifest.json`))).json()
  const size = Object.values(sizes).reduce((sum, bytes) => sum + bytes, 0)
  let got = 0, told = -OFTEN
  const count = bytes => {
    got += bytes
    if (performance.now() - told < OFTEN) return
    told = performance.now()
    tell({ loaded: Math.min(got / size, 0.99), size })
  }
  count(0)
  const files = await Promise.all(Object.keys(sizes).map(async name => {
    const { body } = await sound(fetch(folder + name))
    const counted = new TransformStream({ transform: (piece, out) => { count(piece.byteLength); out.enqueue(piece) } })
    return [name, await new Response(body.pipeThrough(counted)).blob()]
  }))
  return { folder, machine, files: Object.fromEntries(files) }
}

async function sound(answer) {
  const response = await answer
  if (!response.ok) throw new Error(`${response.status} ${response.url}`)
  return response
}

export class Machine {
  #worker = new Worker(new URL("kernel-worker.js?use-scheduling-api", import.meta.url), { type: "module" })
  #user
  #console = ""
  #text = "" // what the shell has written that is in the output of no command yet
  #asked // how to tell of the command that runs, and that it has ended
  #started
  panic = "" // the kernel's last words
  ended = false

  /** Starts from what was fetched, with the shell of `user`: "root" or "user". `started` says when it takes commands. */
  constructor(from, user) {
    this.#user = user
    this.started = new Promise((resolve, reject) => this.#started = { resolve, reject })
    this.#worker.onerror = event => { event.preventDefault(); this.end("failed") }
    this.#worker.onmessage = ({ data }) => this.#hear(data)
    this.#worker.postMessage(from)
  }

  /** Runs a command; `tell` hears all that it has shown so far. Gives what it showed in the end. */
  run(command, tell = () => {}) {
    return new Promise((resolve, reject) => {
      this.#asked = { tell, resolve, reject }
      const bytes = new TextEncoder().encode(command)
      this.#type(SHELL, `${btoa(String.fromCharCode(...bytes))}\n`)
    })
  }

  /** Ends what the shell's command has started. */
  interrupt() {
    this.#type(PAGE, "stop\n")
  }

  /** Ends the machine. */
  end(why = "stopped") {
    this.ended = true
    this.#worker.terminate()
    this.#asked?.reject(new Error(why))
    this.#started.reject(new Error(why))
    this.started.catch(() => {}) // nobody may be waiting
    this.#asked = undefined
  }

  #type(line, typed) {
    this.#worker.postMessage({ line, typed })
  }

  #hear({ fault, started, line, text }) {
    if (fault) return this.end(fault)
    if (started) {
      this.#type(PAGE, `date ${Math.floor(Date.now() / 1000)}\n`)
      this.#type(SHELL, `${this.#user}\n`)
      return this.#started.resolve()
    }
    if (line === CONSOLE) return this.#hearKernel(text)
    this.#text = (this.#text + text).replaceAll("\r\n", "\n").slice(-MOST)
    const end = ENDED.exec(this.#text)
    const shown = this.#text.slice(0, end?.index)
    this.#asked?.tell(shown)
    if (!end) return
    this.#text = this.#text.slice(end.index + end[0].length)
    if (!end[1]) this.#type(SHELL, `${this.#user}\n`) // the command has ended its shell: here is another
    this.#asked?.resolve(shown)
    this.#asked = undefined
  }

  #hearKernel(text) {
    this.#console = (this.#console + text).slice(-10_000)
    const words = PANIC.exec(this.#console)?.[0]
    if (!words || !this.#console.includes("\n", this.#console.indexOf(words))) return
    this.panic = words.trimEnd()
    this.#asked?.resolve(`${this.panic}\n`)
    this.#asked = undefined
    this.end()
  }
}
