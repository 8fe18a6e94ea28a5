// Python in workers of its own: the page never waits for it, and ending a worker stops anything.

export class Python {
  #settings
  #live // the interpreter that has the page's session
  #spare // one that no code has run in, for after a reader's
  #last // what `#live` was asked last
  #changed = false // whether it has run other code than the page's, which may have changed anything in it
  #lost = false // whether a spare could not be had: it is not asked for again before the next run
  #run // the run that is on: how to tell of it, and how to end it
  #queue = Promise.resolve()
  #stops = 0
  #started = 0

  /** `settings`: the address of the runtime's folder, what input() says, and the name of a figure's data. */
  constructor(settings) {
    this.#settings = settings
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
      if (this.#changed && !follows(this.#last, request)) this.#drop()
      this.#lost = false
      this.#run = { resolve, reject, teller }
      this.#last = request
      this.#changed ||= request.blocks.some(block => block.edited !== null)
      const { port, ready } = this.#start()
      if (!ready) this.#hear(this.#live, { loaded: 0 })
      port.postMessage({ request })
    })
  }

  #start() {
    this.#live ??= this.#spare ?? this.#open()
    this.#spare = this.#spare === this.#live ? undefined : this.#spare
    return this.#live
  }

  /** A new interpreter. It speaks by a port that code in it cannot reach, so that no code speaks for it. */
  #open() {
    const worker = new Worker(new URL("run-worker.js", import.meta.url), { type: "module" })
    const { port1: port, port2 } = new MessageChannel()
    const opened = { worker, port, again: this.#started++ > 0, ready: false }
    worker.onerror = event => { event.preventDefault(); this.#hear(opened, { fault: opened.ready ? "crashed" : "failed" }) }
    port.onmessage = ({ data }) => this.#hear(opened, data)
    worker.postMessage({ settings: this.#settings, port: port2 }, [port2])
    return opened
  }

  #hear(from, data) {
    from.ready ||= data.loaded === 1
    if (from !== this.#live) {
      if (!data.fault || from !== this.#spare) return
      this.#spare = close(from)
      this.#lost = true
    } else if (data.result) {
      try {
        this.#run?.resolve(JSON.parse(data.result))
        this.#run = undefined
      } catch {
        this.#end("crashed")
      }
    } else if (data.fault) this.#end(data.fault)
    else this.#run?.teller.hear({ ...data, again: from.again })
  }

  #drop() {
    this.#live = close(this.#live)
    this.#last = undefined
    this.#changed = false
  }

  #end(why) {
    this.#drop()
    this.#run?.reject(new Error(why))
    this.#run = undefined
  }

  /** Gets ready for what cannot go on in an interpreter that has run a reader's code. */
  prepare() {
    if (this.#changed && !this.#lost) this.#spare ??= this.#open()
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

/** Whether a request goes on where another has ended: after the same blocks, with more of them. */
function follows(last, { page, blocks }) {
  return last?.page === page && last.blocks.length < blocks.length &&
    JSON.stringify(last.blocks) === JSON.stringify(blocks.slice(0, last.blocks.length))
}

function close(interpreter) {
  interpreter?.worker.terminate()
  interpreter?.port.close() // so that not even what it has already said is heard
}
