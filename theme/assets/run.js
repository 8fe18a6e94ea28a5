// What the buttons of the examples do. Fetched when a reader first presses one.

import { keep, link, received, saved } from "./run-edits.js"
import { Python } from "./run-python.js"
import { element, reach, show } from "./run-result.js"

const PATIENCE = 250 // ms before a run says that it goes on
let python, words
const STEPS = [0.75, 0.5, 0.25, 0.1, 0.01, 0] // of the loading, in words

/** The examples of the open page, in page order. */
export async function open(places, settings) {
  const folder = new URL(settings.at, __md_scope).href
  const read = async url => (await fetch(url)).json()
  if (!python) {
    words = await read(new URL("run-words.json", import.meta.url))
    python = new Python({ folder, refusal: words.input, data: words.data })
  }
  const examples = []
  for (const place of places) examples.push(new Example(place, examples))
  examples.leave = () => python.leave()
  for (const edit of saved()) restore(examples, edit)
  const gift = await received()
  if (gift) accept(examples, gift)
  return examples
}

/** Puts the reader's own code back; where the page's code has changed since, offers it. */
function restore(examples, edit) {
  const same = [examples[edit.index], ...examples].find(one => one?.original === edit.original)
  if (same) same.write(edit.code)
  else examples[Math.min(edit.index, examples.length - 1)].offer(edit)
}

/** Shows code that came in a link. It runs when a reader says so, as any other. */
function accept(examples, gift) {
  const example = examples[Math.min(gift.index, examples.length - 1)]
  example.write(gift.code)
  example.say(example.matches(gift.mark) ? words.shared : words.shared_changed)
  example.area.scrollIntoView({ block: "center" })
}

/** How far the loading is, in few steps, so that a screen reader is not flooded. */
function loading(part, bytes) {
  const { lang } = document.documentElement
  const percent = new Intl.NumberFormat(lang, { style: "percent" }).format(STEPS.find(step => part >= step))
  const size = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 0 })
  return words.loading.replace("{size}", size.format(bytes / 1e6)).replace("{percent}", percent)
}

class Example {
  constructor({ panel, block, name, button }, all) {
    Object.assign(this, { panel, block, name, all, index: all.length, original: block.dataset.copy })
    this.bar = panel.querySelector(".run-buttons")
    this.status = panel.querySelector(".run-status")
    this.result = element("div", { className: "run-result", ariaLive: "polite" })
    this.progress = element("progress", { max: 1, hidden: true, ariaLabel: words.progress })
    for (const action of ["stop", "reset", "share"]) {
      this[`${action}Button`] = button(action)
      this[`${action}Button`].hidden = true
      this[`${action}Button`].onclick = () => this[action]()
    }
    this.goButton = panel.querySelector(".run-go")
    this.editButton = panel.querySelector(".run-edit")
    this.goButton.after(this.stopButton)
    this.bar.append(this.resetButton, this.shareButton)
    panel.append(this.progress, this.result)
    reach.observe(this.result)
  }

  /** The example as Python needs it: the text of its block, with prompts and outputs, and what replaces it. */
  get plain() {
    const below = this.block.closest("article").querySelectorAll("div.highlight")
    const next = below[[...below].indexOf(this.block) + 1]
    const { doctest } = this.block.dataset
    const cell = this.block.closest(".notebook") !== null
    const after = this.panel.nextElementSibling
    return {
      name: this.name,
      text: `${(doctest ?? this.block.querySelector("code").textContent).replace(/\n+$/, "")}\n`,
      want: next?.classList.contains("output") ? next.querySelector("code").textContent : "",
      display: cell || doctest !== undefined,
      cell,
      shown: cell && after?.matches(".display") ? after.innerText : "",
      edited: this.edited ? this.area.value : null,
    }
  }

  get edited() {
    return this.area?.value !== undefined && this.area.value.trimEnd() !== this.original.trimEnd()
  }

  async go() {
    if (this.running) return
    this.running = true
    this.clear()
    const blocks = this.all.slice(0, this.index + 1).map(one => one.plain)
    const patience = setTimeout(() => this.busy(words.running), PATIENCE)
    try {
      show(this.result, await python.run({ page: location.pathname, blocks }, this), words)
      this.say("")
    } catch (error) {
      this.say(words[error.message] ?? words.crashed)
      this.goButton.firstChild.textContent = error.message === "failed" ? words.retry : words.go
    } finally {
      clearTimeout(patience)
      this.rest()
    }
  }

  clear() {
    this.result.replaceChildren()
    this.result.ariaBusy = "true"
    this.goButton.firstChild.textContent = words.go
    this.goButton.ariaDisabled = "true"
    this.say("")
  }

  busy(text) {
    this.stopButton.hidden = false
    this.say(text)
  }

  rest() {
    this.running = false
    if (document.activeElement === this.stopButton) this.goButton.focus()
    this.stopButton.hidden = this.progress.hidden = true
    this.resetButton.hidden = false
    this.goButton.ariaDisabled = null
    this.result.ariaBusy = null
  }

  say(text) {
    if (this.status.textContent !== text) this.status.textContent = text
  }

  /** What Python tells before the end: how much of it is loaded, and what the code prints. */
  hear({ loaded, size, text }) {
    if (text !== undefined) {
      if (!this.result.firstChild) this.result.append(element("pre", { className: "run-output" }))
      this.result.firstChild.append(text)
      return
    }
    this.progress.hidden = loaded === 1
    this.progress.value = loaded
    this.busy(loaded === 1 ? words.running : size ? loading(loaded, size) : words.progress)
  }

  stop() {
    python.stop()
  }

  edit() {
    this.write(this.area?.value ?? this.original)
    this.area.focus()
  }

  /** Opens the editor with this code. */
  write(code) {
    this.area ??= this.editor()
    this.area.value = code.trimEnd()
    this.toggle(true)
    this.fit()
  }

  editor() {
    const hint = element("p", { className: "run-hint", id: `run-hint-${this.index}`, textContent: words.hint })
    const area = element("textarea", {
      className: "run-code", spellcheck: false, autocapitalize: "off", autocomplete: "off",
      ariaLabel: words.code.replace("{example}", this.name), wrap: "off",
    })
    area.setAttribute("autocorrect", "off")
    area.setAttribute("aria-describedby", hint.id)
    area.oninput = () => this.changed()
    area.onkeydown = event => this.key(event)
    this.hint = hint
    this.panel.prepend(area)
    this.bar.after(hint)
    return area
  }

  key(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.go()
    else if (event.key === "Escape") this.close()
    else return
    event.preventDefault()
    event.stopPropagation() // the page has its own use for keys
  }

  changed() {
    this.fit()
    const stored = keep(this.index, this.original, this.edited ? this.area.value : null)
    this.say(stored ? "" : words.unsaved)
  }

  fit() {
    this.area.rows = this.area.value.split("\n").length + 1
  }

  /** Leaves the editor; it stays open where it holds other code than the page. */
  close() {
    if (!this.edited) this.toggle(false)
    ;(this.edited ? this.goButton : this.editButton).focus()
  }

  toggle(editing) {
    this.block.hidden = editing
    this.editButton.hidden = editing
    for (const one of [this.area, this.hint, this.shareButton]) if (one) one.hidden = !editing
    this.resetButton.hidden = !editing && !this.result.firstChild
  }

  reset() {
    if (this.running) this.stop()
    keep(this.index, this.original, null)
    if (location.hash.startsWith("#run=")) history.replaceState(history.state, "", location.pathname + location.search)
    if (this.area) this.write(this.original)
    this.result.replaceChildren()
    this.say("")
    this.toggle(false)
    this.editButton.focus()
  }

  async share() {
    const url = await link(this.index, this.original, this.area.value)
    if (!url) return this.say(words.too_long)
    try {
      await navigator.clipboard.writeText(url)
      this.say(url.length > 2000 ? words.long.replace("{n}", url.length) : words.copied)
    } catch {
      history.replaceState(history.state, "", url)
      this.say(words.address)
    }
  }

  matches(mark) {
    return mark === link.mark(this.original)
  }

  offer({ code, original }) {
    const done = () => notice.remove()
    const notice = element("p", { className: "run-notice", textContent: `${words.changed} ` })
    const button = (text, onclick) => element("button", { type: "button", textContent: text, onclick })
    notice.append(
      button(words.take, () => { done(); keep(this.index, original, null); this.write(code); this.changed() }),
      button(words.drop, () => { done(); keep(this.index, original, null) }),
    )
    this.panel.append(notice)
  }
}
