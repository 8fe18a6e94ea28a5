// What every page needs at once. What runs and edits examples is fetched when a reader asks for it.

// Instant navigation keeps the header, so the language menu must follow the page by itself, and what its address says.
{
  const follow = () => {
    const found = document.querySelector("link[rel=canonical]") // what is not found is in no language
    const page = found ? location.href.slice(__md_scope.href.length) : ""
    for (const link of document.querySelectorAll("a[data-root]")) {
      link.href = new URL(link.dataset.root + page, __md_scope).href
    }
  }
  document$.subscribe(follow)
  document.querySelector(".language-menu").addEventListener("toggle", follow)
}

// Instant navigation replaces the text and tells nobody: the focus goes to what one came for, which is then read out.
{
  const said = document.querySelector(".arrived")
  let here, popped
  const part = hash => {
    try {
      return document.getElementById(decodeURIComponent(hash.slice(1)))
    } catch {
      return null // a hash may be anything
    }
  }
  const arrive = url => {
    const title = document.querySelector("article h1")
    const target = part(url.hash)
    const turned = url.pathname !== here
    const place = target ?? (turned ? title : null)
    if (turned) said.textContent = target && target !== title ? document.title : ""
    if (turned && !target && !popped) { // the theme may have noted of this page how far one had read the last
      history.replaceState({ x: 0, y: 0 }, "")
      scrollTo({ top: 0, behavior: "instant" })
    }
    popped = false
    here = url.pathname
    if (!place) return
    if (!place.matches("[tabindex], a[href], button, input, summary, textarea")) {
      place.tabIndex = -1
      place.addEventListener("blur", () => place.removeAttribute("tabindex"), { once: true })
    }
    place.focus({ preventScroll: true })
  }
  addEventListener("popstate", () => popped = location.pathname !== here)
  document$.subscribe(() => here ? arrive(location) : here = location.pathname)
  location$.subscribe(url => url.pathname === here && arrive(url))
}

// A page that cannot be fetched: one stays where one is, and is told. Material would have the browser go there, which
// loses the page that one has, or does nothing at all where the link is to a part of the other page.
{
  const words = JSON.parse(document.querySelector(".arrived").dataset.words)
  let here, lost, retried
  const tell = url => {
    document.querySelector(".unreached")?.remove()
    const box = document.createElement("div")
    box.className = "unreached"
    box.setAttribute("role", "alert")
    box.innerHTML = '<p></p><button type="button"></button><button type="button"></button>'
    const [text, again, close] = box.children
    document.querySelector("main").prepend(box)
    text.textContent = words.unreached
    Object.assign(again, { textContent: words.retry, onclick: () => retry(url) })
    Object.assign(close, { textContent: words.close, onclick: () => box.remove() })
  }
  const lose = url => {
    lost = url.pathname // Material takes it for the page that is shown, and will not fetch it again
    history.replaceState(history.state, "", here)
    tell(url)
  }
  const retry = url => {
    const last = then => () => retried === url && then()
    retried = url
    fetch(url, { method: "HEAD" }).then(last(() => location.assign(url)), last(() => lose(url)))
  }
  document$.subscribe(() => {
    [here, lost] = [location.href]
  })
  location$.subscribe(url => {
    if (url.pathname === lost) retry(url)
    else if (url.pathname === new URL(here).pathname) here = url.href
  })
  globalThis.XMLHttpRequest = class extends XMLHttpRequest { // what Material fetches pages and sitemaps with
    open(method, address) {
      super.open(method, address)
      // It would fetch this page again at the first link within it, and lose what one has run.
      this.idle = new URL(address, location).pathname === new URL(here).pathname
      this.turns = !new URL(address, location).pathname.endsWith(".xml")
      const fail = then => event => {
        if (!this.turns) return
        event.stopImmediatePropagation()
        history.replaceState(history.state, "", address) // one may have been told, and be back, before this answer
        then()
      }
      this.addEventListener("error", fail(() => lose(new URL(location))))
      this.addEventListener("load", event => this.status < 400 || fail(() => location.reload())(event))
    }

    send(body) {
      if (this.idle) return
      if (this.turns) lost = retried = null // Material asks for a page itself, so nobody else need
      super.send(body)
    }
  }
}

// A link to a tab opens it.
document$.subscribe(() => {
  const tab = document.getElementById(location.hash.slice(1))
  if (tab?.name?.startsWith("__tabbed_")) tab.checked = true
})

// A button that says to those who do not see it what it belongs to.
const makeButton = (kind, text, name) => {
  const made = document.createElement("button")
  made.type = "button"
  made.className = kind
  made.innerHTML = '<span></span><span class="visually-hidden"></span>'
  made.firstChild.textContent = text
  made.lastChild.textContent = ` ${name}`
  return made
}

// The buttons of a block of code, with a place where they say something, below it.
const makePanel = (block, kind, name) => {
  const panel = document.createElement("div")
  panel.className = kind
  panel.setAttribute("role", "group")
  panel.setAttribute("aria-label", name)
  panel.innerHTML = `<div class="${kind}-buttons"></div><p class="${kind}-status" role="status"></p>`
  block.after(panel)
  return panel
}

// What a copy button copies is the code shown, without prompts and outputs, where the page does not say otherwise
// (sitekit/build/code_markup.py).
document$.subscribe(() => {
  for (const block of document.querySelectorAll('[data-copy=""]')) {
    const code = document.createElement("template")
    const lines = block.querySelector("code").innerHTML.split("\n").filter(line => !/^<span class="g[ot]"/.test(line))
    code.innerHTML = lines.join("\n").replace(/<span class="gp">.*?<\/span>/g, "")
    block.dataset.copy = code.content.textContent
  }
})

// Each example gets its buttons, where the site has a Python to run it (theme/main.html says where).
{
  const words = JSON.parse(document.getElementById("__run")?.textContent ?? "null")
  let attempts = 0

  const button = (action, example) => makeButton(`run-${action}`, words[action], example)

  const addPanel = (block, index, open) => {
    const name = words.example.replace("{n}", index + 1)
    const panel = makePanel(block, "run", name)
    for (const action of ["go", "edit"]) {
      const made = button(action, name)
      made.onclick = () => open(panel, examples => examples[index][action]())
      panel.firstChild.append(made)
    }
    return { panel, block, name, button: action => button(action, name) }
  }

  const waiting = () => {
    try {
      return localStorage.getItem(`virtfaq.edits:${location.pathname}`)
    } catch {
      return null // a browser may refuse to store anything
    }
  }

  const shared = () => location.hash.startsWith("#run=")
  let leave = () => {}
  if (words) document$.subscribe(() => {
    leave()
    let page, places
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
    // In a task of its own, so that the page answers a touch before its buttons are all there.
    const adding = setTimeout(() => {
      const examples = document.querySelectorAll(".highlight[data-copy]:not(.language-console)")
      const target = document.getElementById(location.hash.slice(1))
      const top = () => target.getBoundingClientRect().top
      const before = target && top()
      places = [...examples].map((block, i) => addPanel(block, i, open))
      // The part of the page that one has come for stays where it is.
      if (target) requestAnimationFrame(() => scrollBy({ top: top() - before, behavior: "instant" }))
      if (places.length && (shared() || waiting())) open(places[0].panel, () => {})
    })
    onhashchange = () => shared() && location.reload()
    leave = () => {
      clearTimeout(adding)
      page?.then(examples => examples.leave(), () => {})
    }
  })
}

// A console that a kernel answers gets a button, where the site has a machine to boot (theme/main.html says where).
{
  const words = JSON.parse(document.getElementById("__kernel")?.textContent ?? "null")
  let attempts = 0
  let leave = () => {}

  const addPanel = (block, index, opened) => {
    const name = words.console.replace("{n}", index + 1)
    const panel = makePanel(block, "terminal", name)
    const button = action => makeButton(`terminal-${action}`, words[action], name)
    const go = button("go")
    go.dataset.kernel = block.dataset.kernel // the claim's id, on what one presses
    block.removeAttribute("data-kernel")
    panel.firstChild.append(go)
    go.onclick = async () => {
      try {
        const { open } = await import(`./kernel.js${attempts ? `?${attempts}` : ""}`)
        const terminal = opened[index] ??= await open({ panel, block, name, button }, words)
        if (panel.isConnected) terminal.go()
      } catch {
        attempts += 1 // a browser may remember that a module could not be fetched
        panel.lastChild.textContent = words.failed
      }
    }
  }

  if (words) document$.subscribe(() => {
    leave()
    const opened = []
    document.querySelectorAll(".kernel[data-kernel]").forEach((block, index) => addPanel(block, index, opened))
    leave = () => opened.forEach(terminal => terminal.end())
  })
  addEventListener("pagehide", () => leave())
}

// The command that installs the library names the site that serves it, which may not be the one it was built for
// (sitekit/build/python/install_lines.py writes it).
document$.subscribe(() => {
  for (const told of document.querySelectorAll("[data-index]")) {
    const index = new URL(told.dataset.index, __md_scope), before = told.textContent
    const trusted = index.protocol !== "http:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(index.hostname)
    const address = index.href.replaceAll("'", "%27")
    const quoted = /[^\w@%+=:,./-]/.test(address) ? `'${address}'` : address // as a shell wants it
    told.textContent = quoted + (trusted ? "" : ` --trusted-host ${index.hostname}`)
    const copied = told.closest("[data-copy]")
    if (copied) copied.dataset.copy = copied.dataset.copy.replace(before, () => told.textContent)
  }
})

// Access by key.
{
  // The menu of narrow screens, for those who use keys: it says whether it is open, Escape closes it, the focus follows.
  const drawer = document.getElementById("__drawer")
  const menu = document.querySelector(".menu-button")
  menu.addEventListener("click", () => drawer.click())
  drawer.addEventListener("change", () => {
    menu.setAttribute("aria-expanded", drawer.checked)
    if (drawer.checked) document.querySelector("#navigation .md-nav__list a").focus({ preventScroll: true })
  })
  // Instant navigation takes the click, and would leave the focus where it was.
  document.querySelector("a.md-skip[href$='#page-content']").addEventListener("click", () => {
    document.getElementById("page-content").focus()
  })
  const languages = document.querySelector(".language-menu")
  addEventListener("keydown", event => {
    if (event.key !== "Escape") return
    if (drawer.checked) { drawer.click(); menu.focus() }
    if (languages.open) { languages.open = false; languages.firstElementChild.focus() }
  })
  for (const type of ["focusin", "click"]) {
    addEventListener(type, event => { if (!languages.contains(event.target)) languages.open = false })
  }

  // What scrolls sideways, a key can reach; what does not is no stop on the way.
  const reach = new ResizeObserver(entries => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.tabIndex = 0
      else target.removeAttribute("tabindex")
    }
  })
  document$.subscribe(() => {
    reach.disconnect()
    for (const box of document.querySelectorAll("pre > code, .md-typeset__scrollwrap, .display")) reach.observe(box)
  })

  // Material names all its copy buttons the same, and makes each row of them a landmark.
  const { copy } = JSON.parse(document.querySelector(".arrived").dataset.words)
  const name = row => {
    const block = row.closest(".highlight")
    const example = ".highlight[data-copy]:not(.language-console)"
    const alike = [...document.querySelectorAll("article .highlight")].filter(one =>
      one.matches(example) === block?.matches(example) && one.querySelector(".md-code__nav"))
    const words = block?.matches(example) ? copy.example : copy.other
    row.firstChild.setAttribute("aria-label", words.replace("{n}", alike.indexOf(block) + 1))
  }
  new MutationObserver(records => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (node.className !== "md-code__nav") continue
        node.role = "none"
        name(node)
      }
    }
  }).observe(document.body, { childList: true, subtree: true })
}

// A citation shows its passage, or its work where it names none, while one points at it or has come to it by key. One may
// point at the box too, and Escape closes it. What it shows stands in the list that ends the page, where the link leads.
{
  const box = document.createElement("div")
  box.className = "shown-passage"
  box.id = "__passage"
  box.setAttribute("role", "tooltip")
  let shown, waiting

  const close = () => {
    clearTimeout(waiting)
    shown?.removeAttribute("aria-describedby")
    shown = undefined
    box.remove()
  }
  const later = (then, delay) => {
    clearTimeout(waiting)
    waiting = setTimeout(then, delay)
  }
  const open = link => {
    clearTimeout(waiting)
    const target = document.getElementById(link.hash.slice(1))
    if (shown === link || !target) return
    close()
    const work = target.closest("li").cloneNode(true)
    for (const one of work.querySelectorAll(".passage")) {
      if (one.id === target.id) one.removeAttribute("id")
      else one.remove()
    }
    for (const one of work.querySelectorAll("a")) one.replaceWith(...one.childNodes)
    box.replaceChildren(...work.childNodes)
    link.closest("article").after(box)
    link.setAttribute("aria-describedby", box.id)
    shown = link
    const at = link.getBoundingClientRect()
    const origin = box.offsetParent.getBoundingClientRect()
    const left = Math.max(8, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 8))
    const above = at.bottom + box.offsetHeight > innerHeight && at.top > box.offsetHeight
    box.style.left = `${left - origin.left}px`
    box.style.top = `${(above ? at.top - box.offsetHeight : at.bottom) - origin.top}px`
  }

  document.addEventListener("pointerover", ({ target, pointerType }) => {
    const link = pointerType === "touch" ? null : target.closest(".cite a")
    if (link && link !== shown) later(() => open(link), 100)
    else if (link || box.contains(target)) clearTimeout(waiting)
    else later(() => shown === document.activeElement || close(), 300)
  })
  document.addEventListener("focusin", ({ target }) => {
    const link = target.closest(".cite a")
    if (link?.matches(":focus-visible")) open(link)
    else close()
  })
  document.addEventListener("keydown", event => event.key === "Escape" && close())
  document$.subscribe(close)
}

// An error is reported with the claim that one has come for, or has just read the link of.
document.addEventListener("click", event => {
  const link = event.target.closest(".report a")
  const claim = link && document.querySelector(".claim:target")
  if (!claim) return
  const url = new URL(link.href)
  for (const [name, text] of [...url.searchParams]) {
    url.searchParams.set(name, text.replace(/(https?:[^\s#]+)(#\S+)?$/m, `$1#${claim.id}`))
  }
  link.href = url
}, true)

// The register of claims: its filters stand in the address, so that a choice can be shared, and gone back to; a box
// filters by text. The radio buttons work without this (sitekit/markdown/computed/claims.py).
{
  const plain = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/æ/g, "ae")
    .replace(/[\u2018\u2019]/g, "'").replace(/\s+/g, " ").trim()

  /** Fills the register of the open page with what the address asks for, and follows what the reader chooses. */
  const fill = register => {
    if (register.open) return
    register.open = true
    const words = JSON.parse(register.dataset.words)
    const topics = [...register.querySelectorAll(".topic")]
    const names = new Map(topics.map(topic => [topic.querySelector("h2").id, `topic-${topic.dataset.topic}`]))
    const rows = [...register.querySelectorAll("tbody tr")].map(row => {
      const topic = row.closest(".topic").dataset.topic
      const rungs = row.dataset.rungs.split(" ").map(rung => `rung-${rung}`)
      return { row, topic: [`topic-${topic}`], verdict: [`verdict-${row.dataset.verdict}`], rung: rungs, text: plain(row.textContent) }
    })
    const { text, status, all } = controls(register, words)

    const chosen = name => register.querySelector(`[name=register-${name}]:checked`).value
    const choose = (name, value) => {
      const wanted = register.querySelector(`[name=register-${name}][value="${CSS.escape(value)}"]`)
      ;(wanted ?? register.querySelector(`[value=${name}-all]`)).checked = true
    }

    /** Shows the claims that fit, and says how many. */
    const show = () => {
      const typed = plain(text.value).split(" ")
      const fits = one => ["verdict", "rung", "topic"].every(name => [`${name}-all`, ...one[name]].includes(chosen(name)))
      let count = 0
      for (const one of rows) {
        const left = fits(one) && typed.every(word => one.text.includes(word))
        one.row.toggleAttribute("data-out", !left)
        count += left
      }
      for (const part of register.querySelectorAll("section")) {
        part.toggleAttribute("data-out", !part.querySelector("tbody tr:not([data-out])"))
      }
      all.hidden = count === rows.length
      const number = new Intl.NumberFormat(document.documentElement.lang).format(count)
      status.textContent = count ? words[count === 1 ? "one" : "other"].replace("{n}", number) : words.none
    }

    /** The address of what is chosen; what is not chosen does not stand in it. */
    const address = () => {
      const url = new URL(location)
      const topic = [...names].find(([, value]) => value === chosen("topic"))?.[0] ?? ""
      const [verdict, rung] = ["verdict", "rung"].map(name => chosen(name).replace(/^[a-z]+-(all$)?/, ""))
      const asked = { verdict, rung, topic, text: text.value.trim() }
      for (const [name, value] of Object.entries(asked)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name)
      return url.href
    }

    const read = () => {
      const asked = new URLSearchParams(location.search)
      for (const name of ["verdict", "rung"]) choose(name, `${name}-${asked.get(name)}`)
      choose("topic", names.get(asked.get("topic")) ?? "")
      text.value = asked.get("text") ?? ""
      show()
    }

    const here = location.pathname
    const place = () => ({ x: scrollX, y: scrollY }) // instant navigation goes back there
    register.addEventListener("change", ({ target }) => {
      if (target.type !== "radio") return
      show()
      if (address() !== location.href) history.pushState(place(), "", address())
    })
    text.addEventListener("input", () => {
      show()
      history.replaceState(place(), "", address())
    })
    all.addEventListener("click", () => {
      history.pushState(place(), "", here)
      read()
      text.focus()
    })
    addEventListener("popstate", () => register.isConnected && location.pathname === here && read())
    read()
  }

  /** Adds the box, the number of claims, and the way back to all of them. */
  const controls = (register, words) => {
    const made = document.createElement("div")
    made.className = "register-text"
    made.innerHTML = '<label><span></span><input type="search" autocomplete="off" spellcheck="false"></label>'
      + '<p role="status"></p><button type="button" hidden></button>'
    const [label, status, all] = made.children
    label.firstChild.textContent = words.text
    all.textContent = words.all
    register.querySelector(".topic").before(made)
    return { text: label.lastChild, status, all }
  }

  document$.subscribe(() => {
    const register = document.querySelector(".register[data-words]")
    if (register) fill(register)
  })
}

// The search box opens at once; its script is fetched then, and the index when one types.
{
  const box = document.querySelector("dialog.search")
  const input = box?.querySelector("input")
  let attempts = 0
  const load = () => import(`./search.js${attempts ? `?${attempts}` : ""}`).catch(() => {
    attempts += 1 // a browser may remember that a module could not be fetched
    box.querySelector(".search-status").textContent = JSON.parse(box.dataset.words).failed
  })
  const open = async () => {
    if (!box.open) box.showModal()
    input.select()
    ;(await load())?.open()
  }
  input?.addEventListener("input", load)
  const asked = new URLSearchParams(location.search).get("q")
  document.querySelector(".search-open")?.addEventListener("click", open)
  if (box) addEventListener("keydown", event => {
    // With a modifier: a key that prints something is left to those who speak to their machine (WCAG 2.1.4). With more
    // than one it is another key: AltGr writes letters, and browsers have their own.
    if (event.key?.toLowerCase() !== "k" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return
    event.preventDefault()
    open()
  })
  if (box && asked) {
    input.value = asked
    open()
  }
}
