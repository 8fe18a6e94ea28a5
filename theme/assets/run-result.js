// Shows what a run gave, beside what the page promises where they differ.

import { safe } from "./run-markup.js"

/** An element with these properties and children. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/** Fills the result of an example. */
export function show(box, result, words) {
  box.replaceChildren(verdict(result, words), ...notes(result, words))
  if (result.promised !== undefined) box.append(pair(words, result.promised, whole(result, words)))
  else if (result.output || result.markup.length) box.append(...whole(result, words))
  for (const { code, want, got } of result.error ? [] : result.differences) {
    box.append(element("pre", { className: "run-culprit", textContent: code.trimEnd() }), pair(words, want, [output(got)]))
  }
}

/** Lets keys reach what scrolls, whatever the width of the page becomes. */
export const reach = new ResizeObserver(boxes => {
  for (const one of boxes.flatMap(({ target }) => [...target.querySelectorAll("pre, .display")])) {
    one.tabIndex = one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth ? 0 : -1
  }
})

function verdict(result, words) {
  const kind = result.error ? "error" : !result.kept ? "broken" : result.promised !== undefined ? "edited" : "kept"
  const silent = kind === "kept" && !result.output && !result.markup.length
  const text = words[silent ? "silent" : kind].replace("{error}", () => result.error.trim().split("\n")[0])
  return element("p", { className: `run-verdict run-verdict--${kind}`, textContent: text })
}

function* notes({ above, failed, cut }, words) {
  const list = names => new Intl.ListFormat(document.documentElement.lang).format(names)
  const texts = [
    above.length && words[above.length > 1 ? "above_other" : "above_one"].replace("{first}", above[0]).replace("{last}", above.at(-1)),
    failed.length && words.above_failed.replace("{examples}", list(failed)),
    cut && words.cut,
  ]
  for (const text of texts) if (text) yield element("p", { className: "run-note", textContent: text })
}

/** All that a run gave: tables, figures, and text. */
function whole({ output: text, markup }, words) {
  const figures = markup.map(one => element("div", { className: "display" }, safe(one)))
  return text || !markup.length ? [...figures, output(text || words.nothing)] : figures
}

function pair(words, want, got) {
  const side = (title, ...content) => element("div", {}, element("p", { textContent: title }), ...content)
  const promised = side(words.promised, output(want || words.nothing))
  return element("div", { className: "run-pair" }, promised, side(words.obtained, ...got))
}

const output = text => element("pre", { className: "run-output", textContent: text.replace(/\n$/, "") })
