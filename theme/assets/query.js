// Finds the pages that answer a query, in the index of the reader's language.
//
// Pagefind wants every word of a query on a page. Here each word is searched by itself: a page has for it how rare the
// word is, times what it counts where it stands; the more the page covers of the question, and the nearer the question
// is to the page's name, the better it is.

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

let loading
const index = () => loading ??= load().catch(error => {
  loading = undefined // the next query tries again
  throw error
})

async function load() {
  const [pagefind, lexicon] = await Promise.all([
    import(new URL("pagefind.js", bundle)),
    fetch(new URL("words.json", bundle)).then(answer => answer.json()),
  ])
  // A worker would fetch the same code again, to do what takes less than a millisecond.
  await pagefind.options({ noWorker: true, excerptLength: 24, ranking: RANKING })
  const known = lexicon.words.split(" ").map(word => ({ word, plain: plain(word) }))
  const [foreign, stop] = [new Set(lexicon.foreign), new Set(lexicon.stop.map(plain))]
  return { ...lexicon, pagefind, known, foreign, stop, meaning: new Map(Object.entries(lexicon.meaning)) }
}

const plain = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/æ/g, "ae")

const singular = word => word.replace(/[sx]$/, "")

const tokens = text => text.normalize("NFC").match(/[\p{L}\p{M}\p{N}_]+/gu) ?? []

/** How many letters to add, drop, replace or swap to make one word of the other; more than `most` is `most + 1`. */
function distance(from, to, most) {
  if (Math.abs(from.length - to.length) > most) return most + 1
  let before, last, row = [...Array(to.length + 1).keys()]
  for (let i = 1; i <= from.length; i++) {
    [before, last, row] = [last, row, [i]]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same)
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > most) return most + 1
  }
  return row[to.length]
}

/** The known word that a mistyped one stands for, the most used first; itself if it starts one; else nothing. */
function meant(word, known) {
  const typed = plain(word)
  if (typed.length < 4 || known.some(({ plain }) => plain.startsWith(typed))) return word
  const most = typed.length < 8 ? 1 : 2
  let best, least = most + 1
  for (const { word, plain } of known) {
    const off = distance(typed, plain, Math.min(most, least))
    if (off < least) [best, least] = [word, off]
  }
  return best
}

/** One word, searched, and in the singular: what it was taken for, what it is worth, and what each page has of it. */
async function searched(word, { pagefind, known, pages }) {
  const exact = await pagefind.search(`"${word}"`)
  const taken = exact.results.length ? word : meant(word, known)
  const has = new Map()
  for (const form of new Set([singular(taken ?? word), taken ?? word])) { // noyaux has not the stem of noyau
    for (const page of (await pagefind.search(form)).results) has.set(page.id, { form, ...page })
  }
  const rarity = Math.log(1 + (pages - has.size + 0.5) / (has.size + 0.5))
  const worth = rarity * (taken === word ? 1 : taken ? MENDED : UNSURE)
  for (const page of has.values()) {
    const fields = (page.matchedMetaFields ?? []).map(name => FIELDS[name] ?? 0)
    page.counts = worth * (Math.min(1, page.score / rarity / FULL) + Math.max(0, ...fields))
  }
  return { word: taken ?? word, worth, has }
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

/** The pages that answer a query, best first; `text` is the query as it was understood. */
export async function find(query) {
  const open = await index()
  const all = tokens(query).flatMap(word => tokens(meaning(plain(word), open.meaning) ?? word))
  const telling = all.filter(word => !open.stop.has(plain(word)))
  const words = []
  for (const word of new Set(telling.length ? telling : all)) words.push(await searched(word, open))
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
    return { id, score, read: () => read(id, found.map(({ has }) => has.get(id).form).join(" "), open.pagefind) }
  })
  const changed = words.some(({ word }) => !all.includes(word))
  return { pages: pages.sort((a, b) => b.score - a.score), text: changed ? words.map(({ word }) => word).join(" ") : "" }
}

/** A page, with the passages that hold the words found on it. */
async function read(id, words, pagefind) {
  const { results } = await pagefind.search(words)
  const page = await results.find(result => result.id === id).data()
  return {
    url: address(page.url),
    title: spaced(page.meta.title ?? page.meta.entry ?? page.meta.work),
    answer: spaced(page.meta.answer ?? ""),
    lang: page.meta.lang,
    excerpt: cut(spaced(page.excerpt)),
    parts: page.sub_results.filter(part => part.anchor).sort((a, b) => weight(b) - weight(a)).map(passage),
  }
}

/** A passage; one that is a claim has a verdict, and no excerpt but its sentence. */
function passage(part) {
  const [title, verdict] = part.title.split(" \ue002 ").reverse()
  return { url: address(part.url), title: spaced(title), verdict, excerpt: verdict ? "" : cut(spaced(part.excerpt)) }
}

const weight = part => part.weighted_locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0)

/** An excerpt with an ellipsis where it starts or ends within a sentence. */
const cut = text => (/^(<mark>)?[\p{Lu}\p{N}«“]/u.test(text) ? "" : "… ") + text + (/[.!?:;»”](<\/mark>)?$/.test(text) ? "" : " …")

// An entry of a list is indexed as a folder below its page, named as its anchor.
const address = path => new URL(path.replace(/^\//, "").replace(/(#[^/]+)\/$/, "$1"), __md_scope).href

/** The text with its no-break spaces: in the index a private use character follows each (sitekit/searchtext.py says why). */
const spaced = text => text
  .replace(/ (<mark>)?([\ue000\ue001])/g, (_, mark = "", kind) => (kind === "\ue000" ? "\u00a0" : "\u202f") + mark)
  .replace(/[\ue000\ue001]/g, "")
  .replace(/ \ue002/g, "\u00a0–") // after a verdict
