// The search box: what it shows of the answers, and how keys move among them. The index is fetched by query.js.

const box = document.querySelector("dialog.search")
const words = JSON.parse(box.dataset.words)
const find = css => box.querySelector(css)
const [input, loading, status, list] = ["input", ".search-loading", ".search-status", ".search-results"].map(find)
const [more, asked] = [".search-more", ".search-asked"].map(find)
const SHOWN = 5 // pages at a time: each is fetched to be shown
const PARTS = 3 // passages of a page
const PAUSE = 150 // milliseconds without a key before the query is searched
const PATIENCE = 400 // milliseconds before one is told that the index is being fetched
const SHORTEST = 2 // letters
let latest = 0
let rest = []
let pause, searching
let attempts = 0

const element = (name, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

const say = (form, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, () => value), form)

/** A passage: its heading and its words, or a claim with its verdict. Excerpts are Pagefind's, which escapes the text. */
const passage = ({ url, title, verdict, excerpt, lang }) => {
  const link = element("a", { href: url }, title)
  if (lang) Object.assign(link, { lang, dir: "auto" })
  if (verdict) link.prepend(element("strong", { className: "search-verdict", textContent: verdict }), " ")
  const item = element("li", {}, link)
  if (excerpt) item.append(element("p", { innerHTML: excerpt }))
  return item
}

/** An answer, labelled where it is no page of the reader's language. What is in another language says so to voices too. */
const result = page => {
  const item = element("li", {}, element("a", { href: page.url, className: "search-title", textContent: page.title }))
  if (page.answer) item.append(element("p", { className: "search-answer", textContent: page.answer }))
  const parts = page.parts.slice(0, PARTS)
  if (parts.length) item.append(element("ul", {}, ...parts.map(passage)))
  else if (!page.answer) item.append(element("p", { innerHTML: page.excerpt }))
  for (const part of page.lang ? item.children : []) Object.assign(part, { lang: page.lang, dir: "auto" })
  for (const kind of [words[page.kind], page.lang && words.foreign].filter(Boolean).reverse()) {
    item.firstChild.after(" ", element("span", { className: "search-kind", textContent: kind }))
  }
  return item
}

/** The first of some pages, shown as answers; the others wait. Nothing, if something else has been typed since. */
async function show(pages, turn, put) {
  const read = await Promise.all(pages.slice(0, SHOWN).map(page => page.read()))
  if (turn !== latest) return undefined
  const items = read.map(result)
  put(...items)
  rest = pages.slice(SHOWN)
  more.hidden = !rest.length
  return items
}

/** Shows no answers, and the questions most asked. */
function clear(text = "") {
  rest = []
  list.replaceChildren()
  more.hidden = loading.hidden = true
  asked.hidden = false
  status.textContent = text
}

function fail(turn, error) {
  if (turn === latest) clear(words.failed)
  console.warn(error)
}

const finder = () => import(`./query.js${attempts ? `?${attempts}` : ""}`).catch(error => {
  attempts += 1 // a browser may remember that a module could not be fetched
  throw error
})

async function search() {
  const turn = ++latest
  const query = input.value.trim()
  if (query.length < SHORTEST) return clear()
  const slow = setTimeout(() => { loading.hidden = false }, PATIENCE)
  try {
    const { pages, text, answered } = await (await finder()).find(query)
    if (!await show(pages, turn, (...items) => list.replaceChildren(...items))) return
    asked.hidden = pages.length > 0
    const count = say(pages.length === 1 ? words.one : words.other, { n: pages.length })
    status.textContent = !pages.length ? say(words.none, { query })
      : !answered ? words.unanswered
      : text ? `${say(words.corrected, { query: text })} · ${count}` : count
  } catch (error) {
    fail(turn, error)
  } finally {
    clearTimeout(slow)
    if (turn === latest) loading.hidden = true
  }
}

/** The search of what is typed: the one under way, or one that starts now. */
const searched = () => {
  if (pause) {
    clearTimeout(pause)
    pause = undefined
    const mine = searching = search().finally(() => {
      if (searching === mine && !pause) list.removeAttribute("aria-busy")
    })
  }
  return searching
}

input.addEventListener("input", () => {
  clearTimeout(pause)
  pause = setTimeout(searched, PAUSE)
  list.setAttribute("aria-busy", "true") // what it has answers the letters before
})
more.addEventListener("click", async () => {
  const turn = latest
  try {
    const [first] = await show(rest, turn, (...items) => list.append(...items)) ?? []
    first?.querySelector("a").focus()
  } catch (error) {
    fail(turn, error)
  }
})
find("form").addEventListener("submit", async event => {
  event.preventDefault()
  await searched() // not what answered the letters before
  list.querySelector("a")?.click()
})
box.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    event.preventDefault() // a search field would lose its text, and the box stay open
    box.close()
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.isComposing) return
  event.preventDefault()
  const stops = [input, ...box.querySelectorAll("a, .search-more")].filter(one => one.checkVisibility?.() ?? one.offsetParent)
  const at = stops.indexOf(document.activeElement) + step
  stops[Math.max(0, Math.min(at, stops.length - 1))].focus()
})
box.addEventListener("click", event => {
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey // a link opens beside this page
  if (event.target === box || (event.target.closest("a, .search-close") && !elsewhere)) box.close()
})
for (const link of asked.querySelectorAll("a")) link.href = new URL(link.dataset.page, __md_scope)

/** What the box says as it opens: without a connection, one need not type to learn it. */
export const open = () => {
  if (!navigator.onLine && !list.firstChild) status.textContent = words.failed
}

if (input.value) searching = search()
