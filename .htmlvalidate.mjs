// What html-validate asks of every page. A rule that is off, or set otherwise than it stands, says why.
export default {
  root: true,
  extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
  rules: {
    "attr-quotes": ["error", { unquoted: true }], // HTML takes <span lang=en>, which is easy to type in a page
    "doctype-style": ["error", { style: "lowercase" }], // HTML takes both; the theme writes it so
    "require-sri": ["error", { target: "crossorigin" }], // a file of our own is published with its page
    "valid-id": ["error", { relaxed: true }], // HTML allows any id without spaces; the theme's begin with "__"
    "long-title": "off", // the title of a page is its question, whole
  },
}
