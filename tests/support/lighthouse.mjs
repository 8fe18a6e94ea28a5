// Lighthouse on several pages in one Chrome: node lighthouse.mjs '{"chrome", "flags", "pages", "settings"}'.
// Prints, by page, the score of each category and the audits that keep it from 100.
import * as chromeLauncher from "chrome-launcher"
import lighthouse, { defaultConfig } from "lighthouse"

const { chrome, flags, pages, settings } = JSON.parse(process.argv[2])
const browser = await chromeLauncher.launch({ chromePath: chrome, chromeFlags: flags, logLevel: "silent" })
const found = {}
try {
  for (const page of pages) {
    const { lhr } = await lighthouse(page, { port: browser.port, logLevel: "silent", ...settings }, defaultConfig)
    if (lhr.runtimeError) throw Error(`${page}: ${lhr.runtimeError.message}`)
    found[page] = Object.fromEntries(Object.values(lhr.categories).map(category => [category.id, {
      score: category.score * 100,
      short: category.auditRefs.filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 1)
        .map(({ id }) => `${id}: ${lhr.audits[id].title} ${lhr.audits[id].displayValue ?? ""}`.trim()),
    }]))
  }
} finally {
  browser.kill()
}
console.log(JSON.stringify(found))
