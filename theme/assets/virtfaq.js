// Instant navigation keeps the header, so the language menu must follow the page by itself.
document$.subscribe(() => {
  const page = location.href.slice(__md_scope.href.length)
  for (const link of document.querySelectorAll("a[data-root]")) {
    link.href = new URL(link.dataset.root + page, __md_scope).href
  }
})
