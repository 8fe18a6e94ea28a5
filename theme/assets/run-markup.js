// Rebuilds a table or a figure with known elements and attributes alone: code that came in a link may give any.

const ELEMENTS = new Set((
  "table caption thead tbody tfoot tr th td colgroup col div span p b i em strong code pre small sub sup br ul ol li " +
  "figure figcaption details summary " +
  "svg g defs title desc path rect circle ellipse line polyline polygon text tspan clipPath linearGradient stop"
).split(" "))
const ATTRIBUTES = new RegExp(
  "^(class|id|role|aria-[a-z]+|data-kind|lang|dir|scope|colspan|rowspan|headers|span|viewBox|width|height|preserveAspectRatio|" +
  "d|points|[cdr]?[xy][12]?|r|transform|fill|stroke|(fill|stroke|stop|font|text|clip)-[a-z-]+|opacity|offset)$",
)
const ADDRESS = /url\((?!#)|\\/i // an address elsewhere, or what may hide one

/** The markup as a fragment that can hold no script, no address and no style sheet. */
export function safe(markup) {
  const fragment = document.createDocumentFragment()
  fragment.append(...copies(new DOMParser().parseFromString(markup, "text/html").body))
  return fragment
}

function* copies(parent) {
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) yield node.data
    else if (ELEMENTS.has(node.localName)) {
      const copy = document.createElementNS(node.namespaceURI, node.localName)
      for (const { name, value } of node.attributes) {
        if (ATTRIBUTES.test(name) && !ADDRESS.test(value)) copy.setAttribute(name, value)
      }
      copy.append(...copies(node))
      yield copy
    }
  }
}
