// Python in a worker of its own: the page never waits for it, and ending the worker stops anything.

export class Python {
  #worker
  #run // the run that is on: how to tell of it, and how to end it
  #queue = Promise.resolve()
  #stops = 0

  /** `settings`: the address of the runtime's folder, what input() says, and the name of a figure's data. */
  constructor(settings) {
    this.settings = settings
  }

  /** Runs the last of the blocks, after the others; `teller.hear` is told how it goes. Runs take turns. */
  run(request, teller) {
    const stops = this.#stops
    const turn = this.#queue.then(() => {
      if (stops !== this.#stops) throw new Error("stopped")
      return this.#ask(request, teller)
    })
    this.#queue = turn.catch(() => {})
    return turn
  }

  #ask(request, teller) {
    return new Promise((resolve, reject) => {
      this.#run = { resolve, reject, teller }
      this.#start().postMessage({ request })
    })
  }

  #start() {
    if (!this.#worker) {
      this.#worker = new Worker(new URL("run-worker.js", import.meta.url), { type: "module" })
      this.#worker.onmessage = ({ data }) => this.#hear(data)
      this.#worker.onerror = event => { event.preventDefault(); this.#end("failed") }
      this.#worker.postMessage({ settings: this.settings })
    }
    return this.#worker
  }

  #hear(data) {
    if (data.result) {
      this.#run?.resolve(data.result)
      this.#run = undefined
    } else if (data.fault) this.#end(data.fault)
    else this.#run?.teller.hear(data)
  }

  #end(why) {
    this.#worker?.terminate()
    this.#worker = undefined
    this.#run?.reject(new Error(why))
    this.#run = undefined
  }

  /** Ends what runs and what waits, and gets ready to run again. */
  stop() {
    this.#stops += 1
    this.#end("stopped")
    this.#start()
  }

  /** Ends what still runs for a page that its reader has left. */
  leave() {
    if (this.#run) this.stop()
  }
}
