// Rebuilds a table or a figure with known elements and attributes alone: code that came in a link may give any.

const ELEMENTS = new Set((
  "table caption thead tbody tfoot tr th td colgroup col div span p b i em strong code pre small sub sup br ul ol li " +
  "figure figcaption details summary " +
  "svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath linearGradient stop"
).split(" "))
const ATTRIBUTES = new RegExp(
  "^(class|id|role|aria-(label|hidden)|data-kind|lang|dir|scope|colspan|rowspan|headers|span|viewBox|width|height|" +
  "aria-(labelledby|describedby|details)|preserveAspectRatio|d|points|[cdr]?[xy][12]?|r|transform|fill|stroke|" +
  "(fill|stroke|stop|font|text|clip)-[a-z-]+|opacity|offset)$",
)
const ADDRESS = /url\((?!#)|\\/i // an address elsewhere, or what may hide one
const ROLES = /^(img|group|none|presentation|list|listitem|table|row|cell|columnheader|rowheader|figure|note)$/
// The looks of the site's own figures, tables and diagrams (sitekit/in_browser/charts.py, virtfaq); the page's other looks are not
// for code to put on, nor are its names: a page finds its parts by them.
const CLASSES = new Set((
  "chart diagram pygal-chart graph plot overlay text-overlay titles title legends legend axis x y y2 always_show guides guide " +
  "major line value label series bars bar rect dots dot nofill horizontal vertical logarithmic background"
).split(" "))
const KINDS = /^((serie|color)-\d+|[a-z]+-graph)$/
const NAMES = /^(headers|aria-(labelledby|describedby|details))$/
let made = 0

/** The markup as a fragment that can hold no script, no address, no style sheet, and no name or look of the page's. */
export function safe(markup) {
  const fragment = document.createDocumentFragment()
  const parsed = new DOMParser().parseFromString(markup, "text/html").body
  fragment.append(...copies(parsed, name => `run-${made}-${name}`))
  made += 1
  return fragment
}

function* copies(parent, named) {
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield node.data
    else if (ELEMENTS.has(node.localName)) {
      const copy = document.createElementNS(node.namespaceURI, node.localName)
      for (const { name, value } of node.attributes) {
        if (!ATTRIBUTES.test(name) || ADDRESS.test(value)) continue
        const kept = allowed(name, value, named)
        if (kept) copy.setAttribute(name, kept)
      }
      copy.append(...copies(node, named))
      yield copy
    }
  }
}

/** What an attribute may say; names lead to the same element as before, and to none outside. */
function allowed(name, value, named) {
  const words = value.split(/\s+/).filter(Boolean)
  if (name === "class") return words.filter(word => CLASSES.has(word) || KINDS.test(word)).join(" ")
  if (name === "role") return ROLES.test(value) ? value : ""
  if (name === "id" || NAMES.test(name)) return words.map(named).join(" ")
  return value.replace(/url\(#([^)"']*)\)/gi, (_, target) => `url(#${named(target)})`)
}
