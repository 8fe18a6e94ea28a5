// The register of claims: its filters stand in the address, so that a choice can be shared, and gone back to; a box
// filters by text. The radio buttons work without this (sitekit/register.py).

const plain = text => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/œ/g, "oe").replace(/æ/g, "ae")
  .replace(/[\u2018\u2019]/g, "'").replace(/\s+/g, " ").trim()

/** Fills the register of the open page with what the address asks for, and follows what the reader chooses. */
export function open(register) {
  if (register.open) return
  register.open = true
  const words = JSON.parse(register.dataset.words)
  const topics = [...register.querySelectorAll(".topic")]
  const names = new Map(topics.map(topic => [topic.querySelector("h2").id, `topic-${topic.dataset.topic}`]))
  const rows = [...register.querySelectorAll("tbody tr")].map(row => {
    const topic = row.closest(".topic").dataset.topic
    return { row, topic: `topic-${topic}`, verdict: `verdict-${row.dataset.verdict}`, text: plain(row.textContent) }
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
    const [verdict, topic] = [chosen("verdict"), chosen("topic")]
    const fits = (name, has, wanted) => wanted === `${name}-all` || has === wanted
    let count = 0
    for (const one of rows) {
      const fit = fits("verdict", one.verdict, verdict) && fits("topic", one.topic, topic)
      const left = fit && typed.every(word => one.text.includes(word))
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
    const asked = { verdict: chosen("verdict").replace(/^verdict-(all$)?/, ""), topic, text: text.value.trim() }
    for (const [name, value] of Object.entries(asked)) value ? url.searchParams.set(name, value) : url.searchParams.delete(name)
    return url.href
  }

  const read = () => {
    const asked = new URLSearchParams(location.search)
    choose("verdict", `verdict-${asked.get("verdict")}`)
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
function controls(register, words) {
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
