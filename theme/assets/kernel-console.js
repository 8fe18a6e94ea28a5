// Reads a console and compares what it must show, as virtfaq/lab/console.py does: both have the same cases
// (tests/data/console_cases.json).

const PROMPT = /^([ab]?)([$#]) (.*)$/
const NAME = /<(?:(\d+)\.\.(\d+)|([a-z][\p{L}\p{N}_]*))>/gu

/** The steps of a console, the machines that it names ("" where it names none), and whether root takes the steps. */
export function readConsole(text) {
  const steps = []
  let isRoot = false
  for (const row of text.replace(/\n$/, "").split("\n")) {
    const [, machine, user, command] = PROMPT.exec(row) ?? []
    const last = steps.at(-1)
    if (user) steps.push({ machine, command, shown: "" })
    else if (last && !last.shown && row.startsWith("> ")) last.command += `\n${row.slice(2)}`
    else if (last) last.shown += `${row}\n`
    isRoot ||= user === "#"
  }
  return { steps, machines: [...new Set(steps.map(step => step.machine))], isRoot }
}

/** Whether an output is the expected one; `names`, a Map, learns what its placeholders stand for. */
export function accepts(expected, output, names) {
  const { pattern, ranges } = write(expected, names)
  const match = new RegExp(`^${pattern}$`, "u").exec(output)
  if (!match) return false
  const found = match.groups ?? {}
  if (ranges.some(([low, high], at) => found[`r${at}`] < low || found[`r${at}`] > high)) return false
  const known = new Map(names)
  for (const [group, text] of Object.entries(found)) if (group.startsWith("n_")) known.set(group.slice(2), text)
  if (new Set(known.values()).size < known.size) return false
  for (const [name, text] of known) names.set(name, text)
  return true
}

/** An expression for the expected text, and the limits of its groups that are numbers. */
function write(expected, names) {
  const seen = new Set(), ranges = []
  let pattern = "", at = 0
  for (const { 0: mark, 1: low, 2: high, 3: name, index } of expected.matchAll(NAME)) {
    pattern += escape(expected.slice(at, index))
    at = index + mark.length
    if (low) pattern += `(?<r${ranges.push([Number(low), Number(high)]) - 1}>\\d+(?:\\.\\d+)?)`
    else if (names.has(name)) pattern += escape(names.get(name))
    else {
      pattern += seen.has(name) ? `\\k<n_${name}>` : `(?<n_${name}>\\S+)`
      seen.add(name)
    }
  }
  return { pattern: pattern + escape(expected.slice(at)), ranges }
}

const escape = text => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")
