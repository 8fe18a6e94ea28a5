// Says how far a loading is.

const STEPS = [0.75, 0.5, 0.25, 0.1, 0.01, 0] // few, so that a screen reader is not flooded

/** The words for the part that has come of so many bytes. */
export function loading(words, part, bytes) {
  const { lang } = document.documentElement
  const percent = new Intl.NumberFormat(lang, { style: "percent" }).format(STEPS.find(step => part >= step))
  const size = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 0 })
  return words.loading.replace("{size}", size.format(bytes / 1e6)).replace("{percent}", percent)
}
