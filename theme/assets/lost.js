// A host has one page for every wrong address, written in one language for one place. This shows that of the address's
// language, with the links of where the site lies. The page asks for this file at each place above the address.
{
  const { src, dataset } = document.currentScript
  const paths = dataset.paths.split(" ")
  const own = new URL("..", src).pathname
  const root = own.slice(0, own.length - (paths.find(path => own.endsWith(`/${path}`))?.length ?? 0))
  const path = paths.find(path => `${location.pathname}/`.startsWith(root + path)) ?? ""
  const moved = root !== dataset.root
  const read = async place => {
    const answer = await fetch(place)
    if (!answer.ok) throw new Error(answer.statusText)
    return answer.text()
  }
  const placed = page => page.replaceAll(`="${dataset.root}`, `="${root}`).replaceAll(`"base": "${dataset.root}`, `"base": "${root}`)
  /** Puts a page in the place of this one; scripts that came as text have to be made anew to run. */
  const show = text => {
    const page = new DOMParser().parseFromString(moved ? placed(text) : text, "text/html")
    document.documentElement.replaceWith(document.adoptNode(page.documentElement))
    let last
    for (const script of document.querySelectorAll("script")) {
      const made = document.createElement("script")
      for (const { name, value } of script.attributes) made.setAttribute(name, value)
      Object.assign(made, { async: false, textContent: script.textContent }) // they run in their order
      script.replaceWith(made)
      if (made.src) last = made
    }
    last.onload = () => document.dispatchEvent(new Event("DOMContentLoaded")) // for which the theme's script waits
  }
  if (!globalThis.found && (path || moved)) {
    document.write("<plaintext hidden>") // the rest of this page is text: it does not show, and its scripts do not run
    const parsed = new Promise(done => addEventListener("DOMContentLoaded", done))
    Promise.all([read(`${root}${path}404.html`), parsed]).then(([text]) => show(text), () => location.replace(root + path))
  }
  // In its own place the page needs no more of these: what is written here is a comment until the next one ends.
  if (!globalThis.found && !path && !moved) document.write("<!--")
  globalThis.found = true
}
