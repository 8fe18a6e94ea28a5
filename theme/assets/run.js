// What the buttons of the examples do. Fetched when a reader first presses one.

import { forget, keep, link, received, saved, settle } from "./run-edits.js"
import { loading } from "./progress.js"
import { Python } from "./run-python.js"
import { element, reach, show } from "./run-result.js"

const PATIENCE = 250 // ms before a run says that it goes on
let python, words, folder, Editor, tries = 0

/** The examples of the open page, in page order. */
export async function open(places, settings) {
  folder = new URL(settings.at, __md_scope).href
  const read = async url => (await fetch(url)).json()
  if (!python) {
    words = await read(new URL("run-words.json", import.meta.url))
    python = new Python({ folder, refusal: words.input, data: words.data })
  }
  if (saved().some(edit => !edit.dropped) || location.hash.startsWith("#run=")) await fetchEditor()
  const examples = []
  for (const place of places) examples.push(new Example(place, examples))
  examples.leave = () => python.leave()
  for (const edit of saved()) await restore(examples, edit)
  const gift = await received()
  if (gift) await examples[Math.min(gift.index, examples.length - 1)].accept(gift)
  return examples
}

/** The editor, fetched when a reader first needs one. */
async function fetchEditor() {
  try {
    Editor ??= (await import(`${folder}editor.js${tries ? `?${tries}` : ""}`)).Editor
  } catch (error) {
    tries += 1 // a browser may remember that a module could not be fetched
    throw error
  }
}

/** Puts the reader's own code back; where the page's code has changed since, offers it. */
async function restore(examples, edit) {
  const same = [examples[edit.index], ...examples].find(one => one?.original === edit.original && !one.stored)
  if (same) await same.restore(edit)
  else if (edit.dropped) forget(edit)
  else examples[Math.min(edit.index, examples.length - 1)].offer(edit)
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
    this.bar.append(this.resetButton, this.shareButton, this.stopButton) // nothing ever takes the place of Stop
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
    const { edited, text, shown } = blocks.at(-1)
    const foreign = this.all.slice(0, this.index + 1).some(one => one.gift)
    const above = blocks.slice(0, -1).filter(block => block.edited !== null).map(block => block.name)
    const patience = setTimeout(() => this.progress.hidden && this.busy(this.doing), PATIENCE)
    try {
      const result = await python.run({ page: location.pathname, blocks }, this)
      show(this.result, result, { edited: edited !== null, foreign, above, text, shown }, words)
      this.say("")
    } catch (error) {
      this.say(error.message === "stopped" ? this.during("stopped") : words[error.message] ?? words.crashed)
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
    this.panel.classList.add("run--ran") // Stop has its place from now on
    this.at = this
    this.say("")
  }

  /** What is said while an example runs, or once it is stopped: this one, or one above it that has to run first. */
  during(what) {
    const kind = this.at === this ? what : `${what}_${this.at.edited ? "edited" : "above"}`
    return words[kind].replace("{example}", this.at.name)
  }

  get doing() {
    return this.during("running")
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

  /** What Python tells before the end: how much of it is loaded, which example runs, and what the last one prints. */
  hear({ loaded, size, again, running, text }) {
    if (text !== undefined) {
      if (!this.result.firstChild) this.result.append(element("pre", { className: "run-output" }))
      this.result.firstChild.append(text)
    } else if (running !== undefined) {
      this.at = this.all[running] ?? this
      if (!this.stopButton.hidden) this.say(this.doing)
    } else {
      this.progress.hidden = loaded === 1
      this.progress.value = loaded
      this.busy(loaded === 1 ? this.doing : again ? words.restarting : size ? loading(words, loaded, size) : words.progress)
    }
  }

  stop() {
    python.stop()
  }

  async edit() {
    try {
      await this.write(this.area?.value ?? this.original)
      if (this.status.textContent === words.failed) this.say("")
      this.area.focus()
    } catch {
      this.say(words.failed)
    }
  }

  /** Opens the editor with this code. */
  async write(code) {
    await fetchEditor()
    this.area ??= this.editor()
    this.area.value = code.trimEnd()
    this.toggle(true)
  }

  editor() {
    const hint = element("p", { className: "run-hint", id: `run-hint-${this.index}`, textContent: words.hint })
    const place = element("section", { className: "run-code highlight" })
    this.panel.prepend(place)
    this.bar.after(hint)
    this.hint = hint
    return new Editor(place, {
      label: words.code.replace("{example}", this.name),
      hint: hint.id,
      changed: () => this.changed(),
      run: () => this.go(),
      leave: () => this.close(),
    })
  }

  /** Keeps what the reader writes: in this browser, or in the address if it came by it. */
  async changed() {
    const { index, original, area: { value: code } } = this
    if (this.result.querySelector(".run-verdict--kept")) this.result.replaceChildren() // which was another code's
    python.prepare()
    if (this.gift) {
      const url = await link(index, original, code)
      if (url && this.gift) settle(url)
      return this.say(url ? "" : words.unsaved)
    }
    this.notice?.remove()
    const edit = { index, original, code }
    const stored = this.edited ? keep(edit, this.stored) : forget(this.stored ?? edit)
    this.stored = this.edited ? edit : undefined
    this.say(stored ? "" : words.unsaved)
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

  /** Takes the page's code again, or one's own where other code came in a link. One's code can be had back. */
  async reset() {
    if (this.running) this.stop()
    python.prepare()
    this.result.replaceChildren()
    this.say("")
    if (this.gift) await this.decline()
    else if (this.edited) this.drop()
    else this.toggle(false)
    ;(this.editButton.hidden ? this.goButton : this.editButton).focus()
  }

  drop() {
    const edit = { index: this.index, original: this.original, code: this.area.value, dropped: true }
    this.area.value = this.original.trimEnd()
    keep(edit, this.stored)
    this.stored = edit
    this.toggle(false)
    this.offerBack(edit)
  }

  /** What this browser has of the reader's for this example. */
  async restore(edit) {
    this.stored = edit
    if (edit.dropped) this.offerBack(edit)
    else await this.write(edit.code)
  }

  offerBack(edit) {
    const undo = async () => {
      await this.write(edit.code)
      this.changed()
      this.area.focus()
    }
    this.notify(words.dropped, [words.undo, undo], [words.drop, () => { forget(edit); this.stored = undefined }])
  }

  /** Shows code that came in a link. It runs when a reader says so, as any other, and replaces none of theirs. */
  async accept({ code, mark }) {
    if (this.edited && code.trimEnd() === this.area.value.trimEnd()) return settle()
    const own = this.stored && !this.stored.dropped
    await this.write(code)
    this.gift = true
    const back = own ? words.gift_mine_back : words.gift_page_back
    this.notify(own ? words.gift_mine : words.gift, [words.gift_keep, () => this.take()], [back, () => this.decline()])
    this.say(mark === link.mark(this.original) ? words.shared : words.shared_changed)
    this.panel.scrollIntoView({ block: "center" })
  }

  take() {
    this.gift = false
    settle()
    this.changed()
  }

  async decline() {
    this.gift = false
    settle()
    this.notice?.remove()
    this.say("")
    if (this.stored && !this.stored.dropped) return this.write(this.stored.code)
    this.area.value = this.original.trimEnd()
    this.toggle(false)
  }

  async share() {
    const url = await link(this.index, this.original, this.area.value)
    if (!url) return this.say(words.too_long)
    try {
      await navigator.clipboard.writeText(url)
      this.say(url.length > 2000 ? words.long.replace("{n}", url.length) : words.copied)
    } catch {
      settle(url)
      this.say(words.address)
    }
  }

  /** Offers what the reader wrote for code that the page has changed since. */
  offer(edit) {
    const take = async () => {
      forget(edit)
      await this.write(edit.code)
      this.changed()
    }
    this.notify(words.changed, [words.take, take], [words.drop, () => forget(edit)])
  }

  /** Says something that the reader may act on, once. */
  notify(text, ...choices) {
    this.notice?.remove()
    this.notice = element("p", { className: "run-notice", textContent: `${text} ` })
    for (const [name, choose] of choices) {
      const onclick = async event => {
        event.currentTarget.closest("p").remove()
        this.goButton.focus()
        await choose()
      }
      this.notice.append(element("button", { type: "button", textContent: name, onclick }))
    }
    this.bar.before(this.notice)
  }
}
