// What the button of a console does: boots what the console needs, runs its commands, and leaves a shell. Fetched when
// a reader first presses one.

import { accepts, readConsole } from "./kernel-console.js"
import { fetchMachine, Machine } from "./kernel-machine.js"
import { loading } from "./progress.js"
import { element } from "./run-result.js"

const LONGEST = 1000 // characters of a command that is typed
const MOST = 100 // commands in the log: the first of more are dropped
// What a terminal would obey and the page does not show: escape sequences, and control characters.
const CONTROLS = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|(?![\n\t])\p{Cc}/gu
let words, live // the terminal that has machines: one at a time, for the sake of memory

/** Gives a console its terminal. */
export async function open(place, settings) {
  words ??= await (await fetch(new URL("kernel-words.json", import.meta.url))).json()
  return new Terminal(place, new URL(settings.at, __md_scope).href)
}

class Terminal {
  #machines = new Map() // by name
  #past = [] // the commands that were typed
  #at = 0 // the one that the arrows have reached

  constructor({ panel, block, name, button }, folder) {
    Object.assign(this, { panel, block, name, folder, status: panel.querySelector(".terminal-status") })
    this.goButton = panel.querySelector(".terminal-go")
    for (const action of ["restart", "interrupt", "stop"]) {
      this[`${action}Button`] = button(action)
      this[`${action}Button`].hidden = true
      this[`${action}Button`].onclick = () => this[action]()
      panel.firstElementChild.append(this[`${action}Button`])
    }
    this.progress = element("progress", { max: 1, hidden: true, ariaLabel: words.progress })
    this.log = element("div", { className: "terminal-log", role: "log", tabIndex: 0, ariaLabel: name, hidden: true })
    panel.append(this.progress, this.log, this.#form())
  }

  #form() {
    this.machine = element("select", { ariaLabel: words.machine })
    this.input = element("input", {
      type: "text", maxLength: LONGEST, autocomplete: "off", autocapitalize: "off", spellcheck: false,
      ariaLabel: words.input.replace("{console}", this.name),
    })
    this.form = element("form", { className: "terminal-form", hidden: true }, this.machine, this.input,
      element("button", { textContent: words.send }))
    this.form.onsubmit = event => { event.preventDefault(); this.#send() }
    this.input.onkeydown = event => this.#press(event)
    return this.form
  }

  /** Runs the commands of the console on machines that have run nothing else. */
  async go() {
    const { steps, ...of } = readConsole(this.block.querySelector("code").textContent)
    const names = new Map()
    let kept = 0
    await this.#boot(of, async () => {
      for (const step of steps) kept += await this.#show(step, names)
      this.say((kept === steps.length ? words.kept : words.broken).replace("{n}", steps.length - kept))
    })
  }

  /** Boots the machines of the console anew, and leaves the commands to the reader. */
  restart() {
    return this.#boot(readConsole(this.block.querySelector("code").textContent), () => this.say(words.ready))
  }

  async #boot({ machines, isRoot }, use) {
    if (this.goButton.ariaDisabled) return
    live?.end()
    live = this
    this.end()
    this.log.replaceChildren()
    this.goButton.ariaDisabled = "true"
    this.stopButton.hidden = false
    const turn = this.turn = {} // what goes on for an earlier one says nothing any more
    const mine = () => turn === this.turn
    try {
      const from = await fetchMachine(this.folder, told => mine() && this.#load(told))
      if (!mine()) return
      this.progress.hidden = true
      this.say(words.booting)
      for (const name of machines) this.#machines.set(name, new Machine(from, isRoot ? "root" : "user"))
      this.prompt = isRoot ? "#" : "$"
      await Promise.all([...this.#machines.values()].map(machine => machine.started))
      this.say(words.running)
      this.#open()
      await use()
    } catch (error) {
      if (!mine()) return
      console.info(error)
      this.end()
      this.say(words.failed)
    } finally {
      if (mine()) this.#rest()
    }
  }

  #load({ loaded, size }) {
    this.progress.hidden = false
    this.progress.value = loaded
    this.say(loading(words, loaded, size))
  }

  /** Shows the log, and the prompts that there are. */
  #open() {
    this.log.hidden = false
    this.restartButton.hidden = false
    const alive = [...this.#machines].filter(([, machine]) => !machine.ended)
    this.machine.replaceChildren(...alive.map(([name]) => new Option(name + this.prompt, name)))
    this.form.hidden = !alive.length
  }

  #rest() {
    this.goButton.ariaDisabled = null
    this.progress.hidden = true
    this.stopButton.hidden = ![...this.#machines.values()].some(machine => !machine.ended)
    this.interruptButton.hidden = true
  }

  /** Runs a command of the page, and says whether it showed what the page has. */
  async #show({ machine, command, shown }, names) {
    const { gave, entry } = await this.#run(machine, command)
    const kept = accepts(shown, gave, names)
    const recorded = element("div", {}, element("p", { textContent: words.promised }), output(shown || words.nothing))
    const obtained = element("p", { textContent: words.obtained })
    const pre = entry.querySelector("pre")
    const pair = element("div", { className: "terminal-pair" })
    pre.replaceWith(pair)
    pair.append(element("div", {}, obtained, gave ? pre : output(words.nothing)), recorded)
    entry.append(element("p", { className: `terminal-verdict terminal-verdict--${kept ? "kept" : "broken"}`, textContent: words[kept ? "same" : "other"] }))
    return kept
  }

  async #run(name, command) {
    const machine = this.#machines.get(name)
    const pre = output("")
    const entry = element("div", { className: "terminal-entry" },
      element("p", { className: "terminal-command" }, element("code", { textContent: `${name}${this.prompt} ${command}` })), pre)
    this.log.append(entry)
    if (this.log.childElementCount > MOST) this.log.firstElementChild.remove()
    this.interruptButton.hidden = false
    const gave = machine.panic ? `${machine.panic}\n` : await machine.run(command, text => this.#fill(pre, text))
    this.interruptButton.hidden = true
    this.#fill(pre, gave)
    if (machine.ended) this.#open()
    if (machine.panic) this.say(words.panic)
    return { gave, entry }
  }

  #fill(pre, text) {
    pre.textContent = text.replace(CONTROLS, "")
    this.log.scrollTop = this.log.scrollHeight
  }

  /** Runs what the reader has typed. */
  async #send() {
    const command = this.input.value
    if (!command.trim() || !this.interruptButton.hidden) return
    this.#at = this.#past.push(command)
    this.input.value = ""
    const { turn } = this
    try {
      this.say("")
      await this.#run(this.machine.value, command)
    } catch (error) {
      if (turn === this.turn) this.say(words[error.message] ?? words.failed)
    } finally {
      if (turn === this.turn) this.#rest()
    }
  }

  /** The arrows bring back what was typed; Ctrl + C interrupts, where it would copy nothing. */
  #press(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const { selectionStart, selectionEnd } = this.input
    if (event.key === "c" && event.ctrlKey && selectionStart === selectionEnd) this.interrupt()
    else if (step && this.#past.length) {
      this.#at = Math.min(Math.max(this.#at + step, 0), this.#past.length)
      this.input.value = this.#past[this.#at] ?? ""
    } else return
    event.preventDefault()
  }

  interrupt() {
    for (const machine of this.#machines.values()) if (!machine.ended) machine.interrupt()
  }

  /** Ends the machines, as the reader asks. */
  stop() {
    this.end()
    this.say(words.stopped)
    this.goButton.focus()
  }

  /** Ends what still runs, and says nothing. */
  end() {
    this.turn = undefined
    for (const machine of this.#machines.values()) machine.end()
    this.#machines.clear()
    this.form.hidden = true
    this.#rest()
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text
  }
}

const output = textContent => element("pre", { className: "terminal-output", textContent })
