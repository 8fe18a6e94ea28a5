// Says what a run gave, and shows what of it the page doesn't show already.

import { safe } from "./run-markup.js"

/** An element with these properties and children. */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/**
 * Fills the result of an example. `run` says what the page itself knows, which no code can change: whether the
 * example is the reader's (`edited`), which ones above it are (`above`), its own `text`, and that of the figure that
 * the page shows of a cell (`shown`).
 */
export function show(box, result, run, words) {
  const figures = result.markup.map(one => element("div", { className: "display" }, safe(one)))
  const drawn = !run.shown || !figures.length || letters(figures.map(one => one.textContent).join("")) === letters(run.shown)
  const kind = judge(result, run, drawn)
  const gave = () => whole(result.output, figures, words)
  box.replaceChildren(verdict(kind, result, run, words), ...notes(kind, result, run, words))
  if (kind === "edited") box.append(pair(words, result.promised, gave()))
  else if (kind === "broken" && drawn) box.append(...differences(result, run, words))
  else if (!(drawn && result.same) && (result.output || figures.length)) box.append(...gave())
}

/** What a run has shown, in a word. Beside a reader's code the page vouches for nothing. */
function judge({ error, kept, same, output, markup, promised }, { edited, above }, drawn) {
  if (error) return "error"
  if (edited && !markup.length && letters(output) === letters(promised)) return output ? "unmoved" : "quiet"
  if (edited) return "edited"
  if (above.length) return kept && drawn ? "still" : "changed"
  if (!kept || !drawn) return "broken"
  return output || markup.length ? "kept" : "silent"
}

const letters = text => text.replace(/\s/g, "")

/** Lets keys reach what scrolls, whatever the width of the page becomes. */
export const reach = new ResizeObserver(boxes => {
  for (const one of boxes.flatMap(({ target }) => [...target.querySelectorAll("pre, .display")])) {
    one.tabIndex = one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth ? 0 : -1
  }
})

const LOOKS = { silent: "kept", still: "changed", unmoved: "edited", quiet: "edited" } // the colours of a verdict are fewer
const COUNTED = new Set(["changed", "still"]) // what is said of one example, or of several

function verdict(kind, { error }, { above }, words) {
  const text = COUNTED.has(kind) ? counted(kind, above, words) : words[kind].replace("{error}", () => error.trim().split("\n")[0])
  return element("p", { className: `run-verdict run-verdict--${LOOKS[kind] ?? kind}`, textContent: text })
}

/** The words for one example, or for several. */
function counted(name, examples, words) {
  const listed = new Intl.ListFormat(document.documentElement.lang).format(examples)
  return words[`${name}_${examples.length > 1 ? "other" : "one"}`].replace("{first}", examples[0])
    .replace("{last}", examples.at(-1)).replace("{examples}", listed)
}

function* notes(kind, { above, failed, cut }, run, words) {
  const texts = [
    above.length && counted("above", above, words),
    run.above.length && !COUNTED.has(kind) && counted("changed", run.above, words),
    failed.length && counted("failed", failed, words),
    cut && words.cut,
  ]
  for (const text of texts) if (text) yield element("p", { className: "run-note", textContent: text })
}

/** All that a run gave: tables, figures, and text. */
const whole = (text, figures, words) => (text || !figures.length ? [...figures, output(text || words.nothing)] : figures)

function* differences({ differences }, { text }, words) {
  for (const { code, want, got } of differences) {
    if (code !== text) yield element("pre", { className: "run-culprit", textContent: code.trimEnd() })
    yield pair(words, want, [output(got)])
  }
}

function pair(words, want, got) {
  const side = (title, ...content) => element("div", {}, element("p", { textContent: title }), ...content)
  const promised = side(words.promised, output(want || words.nothing))
  return element("div", { className: "run-pair" }, promised, side(words.obtained, ...got))
}

const output = text => element("pre", { className: "run-output", textContent: text.replace(/\n$/, "") })
