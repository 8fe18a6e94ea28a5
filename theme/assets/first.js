// What a page needs before it is painted, and what the theme's script asks for by these names.

var __md_scope = new URL("..", document.currentScript.src) // the root of this language, wherever the site is served
var __md_hash = text => [...text].reduce((sum, char) => (sum << 5) - sum + char.charCodeAt(0), 0)
var __md_get = (name, storage = localStorage, scope = __md_scope) => JSON.parse(storage.getItem(`${scope.pathname}.${name}`))
var __md_set = (name, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value))
  } catch {
    // no storage, or a full one
  }
}

// The colours that the reader chose; those of the system are named by the choice that stands for them.
{
  let { color } = __md_get("__palette") ?? {}
  if (color?.media === "(prefers-color-scheme)") {
    const scheme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"
    const { dataset } = document.querySelector(`[data-md-color-media='(prefers-color-scheme: ${scheme})']`)
    color = { media: dataset.mdColorMedia, scheme: dataset.mdColorScheme, primary: dataset.mdColorPrimary, accent: dataset.mdColorAccent }
  }
  for (const [name, value] of Object.entries(color ?? {})) document.body.setAttribute(`data-md-color-${name}`, value)
}

// The theme fetches a sitemap beside every rel=alternate link it finds, on the published host and at this page's
// address, where there is none. A trailing space hides the links from its selector and from nobody else. They are hidden
// before its script runs, and as instant navigation brings those of the next page.
{
  const hide = link => { link.rel = "alternate " }
  document.querySelectorAll("link[rel=alternate]").forEach(hide)
  document.head.appendChild = node => {
    if (node.matches?.("link[rel=alternate]")) hide(node)
    return Node.prototype.appendChild.call(document.head, node)
  }
}
