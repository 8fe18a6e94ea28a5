// What every page needs at once. What runs and edits examples is fetched when a reader asks for it.

// Instant navigation keeps the header, so the language menu must follow the page by itself.
document$.subscribe(() => {
  const page = location.href.slice(__md_scope.href.length)
  for (const link of document.querySelectorAll("a[data-root]")) {
    link.href = new URL(link.dataset.root + page, __md_scope).href
  }
})

// Each example gets its buttons, where the site has a Python to run it (theme/main.html says where).
{
  const words = JSON.parse(document.getElementById("__run")?.textContent ?? "null")
  let attempts = 0

  const button = (action, example) => {
    const made = document.createElement("button")
    made.type = "button"
    made.className = `run-${action}`
    made.innerHTML = '<span></span><span class="visually-hidden"></span>'
    made.firstChild.textContent = words[action]
    made.lastChild.textContent = ` ${example}`
    return made
  }

  const addPanel = (block, index, open) => {
    const panel = document.createElement("div")
    const name = words.example.replace("{n}", index + 1)
    panel.className = "run"
    panel.setAttribute("role", "group")
    panel.setAttribute("aria-label", name)
    panel.innerHTML = '<div class="run-buttons"></div><p class="run-status" role="status"></p>'
    for (const action of ["go", "edit"]) {
      const made = button(action, name)
      made.onclick = () => open(panel, examples => examples[index][action]())
      panel.firstChild.append(made)
    }
    block.after(panel)
    return { panel, block, name, button: action => button(action, name) }
  }

  const waiting = () => {
    try {
      return localStorage.getItem(`virtfaq.edits:${location.pathname}`)
    } catch {
      return null // a browser may refuse to store anything
    }
  }

  let leave = () => {}
  if (words) document$.subscribe(() => {
    leave()
    let page
    const load = () => page ??= import(`./run.js${attempts ? `?${attempts}` : ""}`).then(run => run.open(places, words))
    const open = async (panel, use) => {
      const status = panel.querySelector(".run-status")
      try {
        use(await load())
        if (status.textContent === words.failed) status.textContent = ""
      } catch {
        page = undefined
        attempts += 1 // a browser may remember that a module could not be fetched
        status.textContent = words.failed
      }
    }
    const places = [...document.querySelectorAll(".highlight[data-copy]")].map((block, i) => addPanel(block, i, open))
    if (places.length && (location.hash.startsWith("#run=") || waiting())) open(places[0].panel, () => {})
    leave = () => page?.then(examples => examples.leave(), () => {})
  })
}
