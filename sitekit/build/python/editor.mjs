// The editor of the examples: CodeMirror, in the colours of the page's own code. sitekit/build/python/editor.py makes one file of it.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { pythonLanguage } from "@codemirror/lang-python"
import { indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language"
import { EditorState } from "@codemirror/state"
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view"
import { tagHighlighter, tags } from "@lezer/highlight"
import { StyleModule } from "style-mod"

// The site's security policy allows no style element that a script writes; a sheet that it makes is not one.
const adopted = new WeakSet()
StyleModule.mount = (root, modules) => {
  for (const module of [modules].flat()) {
    if (adopted.has(module)) continue
    adopted.add(module)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(module.getRules())
    document.adoptedStyleSheets.push(sheet)
  }
}

// The classes that Pygments gives the code of the page.
const colours = tagHighlighter([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword], class: "k" },
  { tag: tags.moduleKeyword, class: "kn" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: tags.operatorKeyword, class: "ow" },
  { tag: [tags.string, tags.special(tags.string)], class: "s2" },
  { tag: tags.escape, class: "se" },
  { tag: tags.number, class: "mi" },
  { tag: tags.comment, class: "c1" },
  { tag: tags.operator, class: "o" },
  { tag: tags.punctuation, class: "p" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nc" },
  { tag: tags.meta, class: "nd" },
  { tag: [tags.variableName, tags.propertyName], class: "n" },
])

/** Types over what is selected. Chromium itself would give the new text the style of the old, which the policy refuses. */
function replace(event, view) {
  if (event.inputType !== "insertText" || view.state.selection.main.empty || view.composing) return false
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true })
  event.preventDefault()
  return true
}

export class Editor {
  #view
  #writing = false // whether it is not the reader who writes

  /** `label` names it, `hint` is the id of what says its keys; `changed`, `run` and `leave` are what it calls. */
  constructor(place, { label, hint, changed, run, leave }) {
    this.place = place
    const keys = [
      { key: "Mod-Enter", run: () => (run(), true) },
      { key: "Escape", run: () => (leave(), true) },
      indentWithTab,
    ]
    this.#view = new EditorView({
      parent: place,
      state: EditorState.create({
        extensions: [
          EditorView.domEventHandlers({ keydown: keep, beforeinput: replace }),
          keymap.of([...keys, ...historyKeymap, ...defaultKeymap]),
          history(),
          lineNumbers(),
          highlightSpecialChars(),
          pythonLanguage,
          indentUnit.of("    "),
          indentOnInput(),
          syntaxHighlighting(colours),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": hint, tabindex: "0" }),
          EditorView.updateListener.of(update => { if (update.docChanged && !this.#writing) changed() }),
        ],
      }),
    })
  }

  get value() {
    return this.#view.state.doc.toString()
  }

  set value(insert) {
    if (insert === this.value) return
    this.#writing = true
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert } })
    this.#writing = false
  }

  set hidden(hidden) {
    this.place.hidden = hidden
    if (!hidden) this.#view.requestMeasure()
  }

  focus() {
    this.#view.focus()
  }
}

/** Ctrl+K opens the site's search, but not from here: on a Mac it cuts the line. Elsewhere it does nothing. */
function keep(event) {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return false
  event.stopPropagation()
  const cuts = event.ctrlKey && /Mac|iP(hone|ad|od)/.test(navigator.platform)
  if (!cuts) event.preventDefault()
  return !cuts
}
