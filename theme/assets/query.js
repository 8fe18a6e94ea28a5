// Finds the pages that answer a query, in the index of the reader's language.
//
// Pagefind wants every word of a query on a page. Here each word is searched by itself: a page has for it how rare the
// word is, times what it counts where it stands; the more the page covers of the question, and the nearer the question
// is to the page's name, the better it is. Nothing is fetched but from the folder of the index, and `address` alone knows
// where the site lies.

const bundle = new URL("pagefind/", __md_scope)
// What a word counts where it stands; in the text it counts up to 1.
const FIELDS = { title: 3, slug: 3, entry: 2.5, alias: 2.5, subject: 2, answer: 1, terms: 0.3, work: 0, lang: 0 }
const RANKING = {
  metaWeights: Object.fromEntries(Object.keys(FIELDS).map(name => [name, 0])), // counted here
  diacriticSimilarity: 0, // accents are forgotten as often as typed
  pageLength: 0.05, // an entry of the glossary is short, and no better for it than a page
  termSaturation: 1.4,
}
const FULL = RANKING.termSaturation + 1 // what the score of a word tends to in a text that repeats it, for a rarity of 1
const WORK = 0.5 // of the score of what has no name here: a work of the bibliography, sought less often than an answer
const FOREIGN = 0.5 // of the score of a page that is not translated yet
const UNSURE = 0.3 // of the score of a word that is neither known nor the start of one
const MENDED = 0.6 // of the score of a word that was taken for another
const INFLECTED = 0.97 // of what a word shares with a name that has its plural or its singular
// How much of a word a page speaks of by where it stands; in the text, as much as it repeats it. A page that speaks of less
// of a question than ANSWERED does not answer it: measured on tests/data/queries.*.tsv.
const SPOKEN = { title: 1, slug: 1, alias: 1, entry: 1, subject: 0.9, answer: 0.9, work: 0.8, terms: 0.5 }
const ANSWERED = 0.58
const FIRST = 5 // pages that are judged
const GUESSED = 0.8 // of a word that was taken for another
const NUMBER = 1 // the most that a word with a digit, which says little of what is asked, counts of a question
const GROUPED = /(?<![\p{L}\p{N}])\d{1,3}(?:[\s.,'’]\d{3})+(?![\p{L}\p{N}])/gu

let loading
let attempts = 0

/** What `use` makes of the index; after a failure, the next use starts anew: Pagefind keeps what it could not fetch. */
async function using(use) {
  try {
    return await use(await (loading ??= load()))
  } catch (error) {
    loading = undefined
    throw error
  }
}

async function load() {
  const [code, lexicon] = await Promise.all([
    import(new URL(`pagefind.js?${attempts++}`, bundle)), // a browser may remember that a module could not be fetched
    fetched("words.json").then(answer => answer.json()),
  ])
  // A worker would fetch the same code again, to do what takes less than a millisecond.
  const pagefind = code.createInstance({ noWorker: true, baseUrl: "/", excerptLength: 24, ranking: RANKING })
  await pagefind.init()
  letters = lexicon.letters
  const known = lexicon.words.split(" ").map(word => ({ word, plain: plain(word) }))
  const [foreign, stop] = [new Set(lexicon.foreign), new Set(lexicon.stop.map(plain))]
  const meaning = new Map(Object.entries(lexicon.meaning))
  return { ...lexicon, pagefind, known, foreign, stop, meaning, again: new Map() }
}

async function fetched(name, options) {
  const answer = await fetch(new URL(name, bundle), options)
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`)
  return answer
}

let letters = {} // those that are spelled otherwise in the index (sitekit/build/search_text.py)

const plain = text => [...text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")].map(one => letters[one] ?? one).join("")

const singular = word => word.replace(/[sx]$/, "")

/** The words of a text. What has no width splits none, and a number is one however its digits are grouped. */
const tokens = text => text.normalize("NFC")
  .replace(/\p{Cf}/gu, "")
  .replace(/[\ufb00-\ufb06\uff01-\uff5e]/g, wide => wide.normalize("NFKC"))
  .replace(GROUPED, number => number.replace(/\D/g, ""))
  .match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []

/** How many letters to add, drop, replace (at this price) or swap to make one word of the other; more than `most` is `most + 1`. */
function distance(from, to, most, price) {
  if (Math.abs(from.length - to.length) > most) return most + 1
  let before, last, row = [...Array(to.length + 1).keys()]
  for (let i = 1; i <= from.length; i++) {
    [before, last, row] = [last, row, [i]]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : price))
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > most) return most + 1
  }
  return row[to.length]
}

/** The known word that a mistyped one stands for, the most used first; itself if it starts one; else nothing. */
function meant(word, known) {
  const typed = plain(word)
  if (known.some(({ plain }) => plain.startsWith(typed))) return word
  if (typed.length < 4) return undefined
  const most = typed.length < 8 ? 1 : 2
  const price = typed.length < 6 ? 2 : 1 // another letter in a short word is another word: « paris » is not « parts »
  let best, least = most + 1
  for (const { word, plain } of known) {
    if (plain[0] !== typed[0]) continue // the first letter is seldom wrong
    const off = distance(typed, plain, Math.min(most, least), price)
    if (off < least) [best, least] = [word, off]
  }
  return best
}

/** One word, searched, and in the singular: what it was taken for, what it is worth, and what each page has of it. */
async function searched(word, { pagefind, known, pages }) {
  const typed = plain(word)
  const exact = (await pagefind.search(`"${typed}"`)).results.length
  if (!exact && known.some(({ plain }) => plain === typed)) throw new Error(`the index has lost « ${word} »`)
  const taken = exact ? word : meant(word, known)
  const has = new Map()
  // Noyaux has not the stem of noyau. For what is unknown Pagefind has pages that share its first letters.
  for (const form of taken ? new Set([singular(plain(taken)), plain(taken)]) : []) {
    for (const page of (await pagefind.search(form)).results) has.set(page.id, { form, ...page })
  }
  const rarity = Math.log(1 + (pages - has.size + 0.5) / (has.size + 0.5))
  const worth = rarity * (taken === word ? 1 : taken ? MENDED : UNSURE)
  for (const page of has.values()) {
    const fields = page.matchedMetaFields ?? []
    const text = Math.min(1, page.score / rarity / FULL)
    page.counts = worth * (text + Math.max(0, ...fields.map(name => FIELDS[name] ?? 0)))
    page.sure = exact > 0 || taken === word
    page.spoken = (exact ? 1 : GUESSED) * Math.max(text, ...fields.map(name => SPOKEN[name] ?? 0))
  }
  const telling = /\d/.test(word) ? Math.min(rarity, NUMBER) : rarity
  return { typed: word, word: taken ?? word, worth, telling, has }
}

/** The words that readers of the site's language mean by one. */
const meaning = (word, meanings) => meanings.get(word) ?? meanings.get(singular(word))

/** How near a name is to the words of a query, from 0 to 1: what they share of all the telling words of both. */
function nearness(name, asked, stop) {
  const said = new Set(tokens(name).map(plain).filter(word => !stop.has(word)))
  const forms = new Set([...said].map(singular))
  const shared = asked.reduce((sum, word) => sum + (said.has(word) ? 1 : forms.has(singular(word)) ? INFLECTED : 0), 0)
  return 2 * shared / (said.size + asked.length)
}

/**
 * The pages that answer a query, best first; `text` is the query as it was understood, if that is not as typed, and
 * `answered` is false where no page speaks of enough of it.
 */
export const find = query => using(async open => {
  open.again = new Map()
  const understood = tokens(query).map(word => [plain(word), tokens(meaning(plain(word), open.meaning) ?? word)])
  const all = understood.flatMap(([, meant]) => meant)
  const telling = all.filter(word => !open.stop.has(plain(word)))
  const words = []
  for (const word of new Set(telling.length ? telling : all)) words.push(await searched(word, open))
  // What is not fetched, Pagefind does not have; that is not to say that the site has not.
  if (words.some(({ has }) => !has.size)) await fetched("words.json", { method: "HEAD", cache: "no-store" })
  const asked = [...new Map(words.map(({ word }) => [singular(plain(word)), plain(word)])).values()]
  const total = words.reduce((sum, { worth }) => sum + worth, 0)
  const ids = new Set(words.flatMap(({ has }) => [...has.keys()]))
  const pages = [...ids].map(id => {
    const found = words.filter(({ has }) => has.has(id))
    const covered = found.reduce((sum, { worth }) => sum + worth, 0) / total
    const names = open.names[id]
    const named = names ? 1 + Math.max(...names.map(name => nearness(name, asked, open.stop))) : WORK
    const native = open.foreign.has(id) ? FOREIGN : 1
    const score = found.reduce((sum, { has }) => sum + has.get(id).counts, 0) * covered * named * native
    const forms = found.map(({ has }) => has.get(id).form).join(" ")
    return { id, score, read: () => using(open => read(id, forms, open)) }
  })
  pages.sort((a, b) => b.score - a.score)
  const changed = words.some(({ word }) => !all.includes(word))
  const typed = new Set(understood.map(([word]) => word))
  const beside = new Set(understood.flatMap(([word, meant]) => meant.map(plain).includes(word) ? meant.map(plain) : []))
  const weighed = words.filter(({ typed: word }) => typed.has(plain(word)) || !beside.has(plain(word)))
  const answered = pages.slice(0, FIRST).some(({ id }) => answers(id, weighed))
  return {
    // Near a question without an answer is no page that a word was taken for another to find.
    pages: answered ? pages : pages.filter(({ id }) => words.some(({ has }) => has.get(id)?.sure)),
    text: changed ? words.map(({ word }) => word).join(" ") : "",
    answered,
  }
})

/** Whether a page speaks of enough of a question. What is one word is a name, and where it stands is what is sought. */
function answers(id, words) {
  const total = words.reduce((sum, { telling }) => sum + telling, 0)
  const spoken = words.reduce((sum, { telling, has }) => sum + telling * (has.get(id)?.spoken ?? 0), 0)
  return words.length === 1 ? words[0].has.has(id) : spoken / total >= ANSWERED
}
/** A page, with the passages that hold the words found on it. */
async function read(id, words, { pagefind, source, again }) {
  if (!again.has(words)) again.set(words, pagefind.search(words)) // the pages of a query share most of them
  const { results } = await again.get(words)
  const page = await results.find(result => result.id === id).data()
  return {
    url: address(page.url),
    kind: page.meta.entry ? "glossary" : page.meta.work ? "source" : "page",
    title: spaced(page.meta.title ?? page.meta.entry ?? page.meta.work),
    answer: spaced(page.meta.answer ?? ""),
    lang: page.meta.lang,
    excerpt: cut(spaced(page.excerpt)),
    parts: page.sub_results.filter(part => part.anchor).sort((a, b) => weight(b) - weight(a)).map(part => passage(part, source)),
  }
}

/** A passage; one that is a claim has a verdict, and no excerpt but its sentence. */
function passage(part, source) {
  const [title, verdict] = part.title.split(" \ue002 ").reverse()
  return {
    url: address(part.url),
    title: spaced(title),
    verdict: verdict && spaced(verdict),
    excerpt: verdict ? "" : cut(spaced(part.excerpt)),
    lang: part.title.startsWith("\ue008") ? source : undefined,
  }
}

const weight = part => part.weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0)

/** An excerpt with an ellipsis where it starts or ends within a sentence. */
const cut = text => (/^(<mark>)?[\p{Lu}\p{N}«“]/u.test(text) ? "" : "… ") + text + (/[.!?:;»”](<\/mark>)?$/.test(text) ? "" : " …")

// An entry of a list is indexed as a folder below its page, named as its anchor.
const address = path => new URL(path.replace(/^\//, "").replace(/(#[^/]+)\/$/, "$1"), __md_scope).href

/** The text with its no-break spaces: in the index a private use character follows each (sitekit/build/search_text.py says why). */
const spaced = text => text
  .replace(/ (<mark>)?([\ue000\ue001])/g, (_, mark = "", kind) => (kind === "\ue000" ? "\u00a0" : "\u202f") + mark)
  .replace(/[\ue000\ue001\ue008]/g, "")
  .replace(/ (<mark>)?\ue005/g, "$1").replace(/\ue005/g, "")
  .replace(/\ue006/g, "\u00a0").replace(/\ue007/g, "\u202f") // within a number
  .replace(/\ue003(..)|\ue004(.)/g, (_, two, one) => unspelled(two ?? one))
  .replace(/ \ue002/g, "\u00a0–") // after a verdict

const unspelled = spelled => {
  const [letter] = Object.entries(letters).find(([, one]) => one === spelled.toLowerCase())
  return spelled === spelled.toLowerCase() ? letter : letter.toUpperCase()
}
