// A host has one page for every wrong address. Where the address is one of another language, that language's is shown.
{
  const { src, dataset } = document.currentScript
  const root = new URL("..", src).pathname
  const path = dataset.paths.split(" ").find(path => `${location.pathname}/`.startsWith(root + path))
  const read = async place => {
    const answer = await fetch(place)
    if (!answer.ok) throw new Error(answer.statusText)
    return answer.text()
  }
  if (path) {
    document.write("<plaintext hidden>") // the rest of this page is text: it does not show, and its scripts do not run
    const loaded = new Promise(done => addEventListener("load", done)) // Firefox would wait for it for ever
    Promise.all([read(`${root}${path}404.html`), loaded]).then(([page]) => {
      document.open()
      document.write(page)
      document.close()
    }, () => location.replace(root + path))
  }
}
