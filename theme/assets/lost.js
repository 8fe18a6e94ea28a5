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
  if (!globalThis.found && (path || moved)) {
    document.write("<plaintext hidden>") // the rest of this page is text: it does not show, and its scripts do not run
    const loaded = new Promise(done => addEventListener("load", done)) // Firefox would wait for it for ever
    Promise.all([read(`${root}${path}404.html`), loaded]).then(([page]) => {
      document.open()
      document.write(moved ? placed(page) : page)
      document.close()
    }, () => location.replace(root + path))
  }
  globalThis.found = true
}
