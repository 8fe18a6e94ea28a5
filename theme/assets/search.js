// The search box: what it shows of the answers, and how keys move among them. The index is fetched by query.js.

const box = document.querySelector("dialog.search")
const words = JSON.parse(box.dataset.words)
const [input, status, list, more] = ["input", ".search-status", ".search-results", ".search-more"].map(one => box.querySelector(one))
const SHOWN = 5 // pages at a time: each is fetched to be shown
const PARTS = 3 // passages of a page
const PAUSE = 150 // milliseconds without a key before the query is searched
const SHORTEST = 2 // letters
let latest = 0
let rest = []

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const say = (form, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), form)

/** A passage: its heading and its words, or a claim with its verdict. Excerpts are Pagefind's, which escapes the text. */
const passage = ({ url, title, verdict, excerpt }) => {
  const link = element("a", { href: url }, title)
  if (verdict) link.prepend(element("strong", { className: "search-verdict", textContent: verdict }), " ")
  const item = element("li", {}, link)
  if (excerpt) item.append(element("p", { innerHTML: excerpt }))
  return item
}

const result = page => {
  const link = element("a", { href: page.url, className: "search-title", textContent: page.title })
  if (page.lang) link.lang = page.lang
  const item = element("li", {}, link)
  if (page.answer) item.append(element("p", { className: "search-answer", textContent: page.answer }))
  const parts = page.parts.slice(0, PARTS)
  if (parts.length) item.append(element("ul", {}, ...parts.map(passage)))
  else if (!page.answer) item.append(element("p", { innerHTML: page.excerpt }))
  return item
}

async function show(turn) {
  const pages = await Promise.all(rest.splice(0, SHOWN).map(page => page.read()))
  if (turn !== latest) return
  const items = pages.map(result)
  list.append(...items)
  more.hidden = !rest.length
  return items
}

async function search() {
  const turn = ++latest
  const query = input.value.trim()
  if (query.length < SHORTEST) {
    list.replaceChildren()
    status.textContent = ""
    more.hidden = true
    return
  }
  try {
    const { find } = await import("./query.js")
    const { pages, text } = await find(query)
    if (turn !== latest) return
    rest = pages
    list.replaceChildren()
    const count = say(pages.length === 1 ? words.one : words.other, { n: pages.length })
    status.textContent = !pages.length ? say(words.none, { query }) : text ? `${say(words.corrected, { query: text })} · ${count}` : count
    await show(turn)
  } catch (error) {
    if (turn === latest) status.textContent = words.failed
    console.warn(error)
  }
}

const links = () => [...list.querySelectorAll("a")]

let pause
const typed = () => {
  clearTimeout(pause)
  pause = setTimeout(search, PAUSE)
}

input.addEventListener("input", typed)
more.addEventListener("click", async () => {
  const [first] = await show(latest) ?? []
  first?.querySelector("a").focus()
})
box.querySelector("form").addEventListener("submit", event => {
  event.preventDefault()
  links()[0]?.click()
})
box.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    event.preventDefault() // a search field would lose its text, and the box stay open
    box.close()
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const stops = [input, ...links()]
  const at = stops.indexOf(document.activeElement) + step
  stops[Math.max(0, Math.min(at, stops.length - 1))].focus()
})
box.addEventListener("click", event => {
  if (event.target === box || event.target.closest("a, .search-close")) box.close()
})
if (input.value) search()
