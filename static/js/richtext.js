// Turns every textarea with data-richtext into an editor with few, labelled buttons.
import {
  Blockquote, Bold, BulletList, Document, Editor, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem, Mark,
  OrderedList, Paragraph, Table, TableCell, TableHeader, TableRow, Text, updateAttrsDialog,
} from "django-prose-editor/editor"

import { cleanPasted } from "pasted"
import { askForPicture, canChoosePictures, pictures } from "richtext_pictures"

// Placeholders for facts that only the association knows; shown on the page until they are replaced.
const Blank = Mark.create({
  name: "blank",
  parseHTML: () => [{ tag: "mark" }],
  renderHTML: () => ["mark", 0],
})

// Text in another language than the page, so that a screen reader pronounces it correctly.
const InLanguage = Mark.create({
  name: "inLanguage",
  addAttributes: () => ({ lang: { default: "de" }, dir: { default: "ltr" } }),
  parseHTML: () => [{ tag: "span[lang]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],
})

// A table as pasted; without the widths that the library writes into the style of each column.
const PlainTable = Table.extend({
  addNodeView: () => null,
  renderHTML: () => ["table", ["tbody", 0]],
}).configure({ resizable: false })

// Programs write spans of any number; each column costs time.
const MAX_SPAN = 100
const spans = {
  addAttributes() {
    return {
      ...this.parent?.(),
      colspan: { default: 1, parseHTML: (cell) => Math.min(cell.colSpan, MAX_SPAN) },
      rowspan: { default: 1, parseHTML: (cell) => Math.min(cell.rowSpan, MAX_SPAN) || 1 },
    }
  },
}

// "www.example.org", "post@example.org" and "0123 45678" as staff type them, in the form a link needs.
export function linkTarget(typed) {
  const text = typed.trim()
  if (!text || /^(https?:|mailto:|tel:|\/|#)/i.test(text)) return text
  if (/^[^\s@/]+@[^\s@/]+$/.test(text)) return `mailto:${text}`
  if (/^\+?[\d\s()/-]{5,}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, "")}`
  return `https://${text}`
}

// The pages and files of this site that the public search finds for some words, and those in its menu and footer.
async function ownPages(address, typed) {
  const answer = await fetch(`${address}?q=${encodeURIComponent(typed)}`)
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const named = (link) => {
    const [href, name] = [link.getAttribute("href"), link.textContent.replaceAll("\u00ad", "").trim()]
    return [href, href.endsWith(".pdf") ? `${name} (PDF)` : name]
  }
  const results = [...page.querySelectorAll(".search-results li > a")].map(named)
  const fixed = [...page.querySelectorAll("header a, footer a")].map(named)
  const inName = ([href, name]) => href.startsWith("/") && name.toLowerCase().includes(typed.toLowerCase())
  return [...new Map([...fixed.filter(inName), ...results])].slice(0, 8)
}

// Below the address: a field that finds pages of this site, whose names put their address into the field above.
function addPageSearch(dialog, address, words) {
  const target = dialog.querySelector("input")
  const label = document.createElement("label")
  const field = document.createElement("input")
  const hits = document.createElement("ul")
  label.textContent = words.ownPages
  field.type = "search"
  hits.className = "own-pages"
  hits.setAttribute("aria-live", "polite")
  label.append(field)
  target.closest(".prose-editor-dialog-field").after(label, hits)
  let waiting
  field.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(async () => {
      const typed = field.value.trim()
      const pages = typed.length < 2 ? [] : await ownPages(address, typed)
      if (typed !== field.value.trim()) return
      const none = typed.length < 2 ? "" : words.ownPagesNone
      hits.replaceChildren(...pages.map(([href, name]) => {
        const hit = document.createElement("li")
        const button = document.createElement("button")
        button.type = "button"
        button.textContent = name
        button.addEventListener("click", () => { target.value = href; target.focus() })
        hit.append(button)
        return hit
      }))
      if (!pages.length) hits.textContent = none
    }, 250)
  })
}

async function askForLink(editor, words) {
  if (editor.state.selection.empty && !editor.isActive("link")) {
    window.alert(words.linkSelect)
    return
  }
  const ask = updateAttrsDialog(
    { href: { type: "string", title: words.linkAddress } },
    { title: words.linkTitle, submitText: words.apply },
  )
  const asked = ask(editor, editor.getAttributes("link"))
  const search = document.querySelector("[data-own-pages]")
  const dialog = editor.view.dom.parentElement.querySelector("dialog")
  if (search && dialog) addPageSearch(dialog, search.dataset.ownPages, words)
  const answer = await asked
  if (!answer) return
  const href = linkTarget(answer.href)
  const chain = editor.chain().focus().extendMarkRange("link")
  if (href) chain.setMark("link", { href }).run()
  else chain.unsetMark("link").run()
}

const isOn = (...what) => (editor) => editor.isActive(...what)
// Buttons that ask something before they change the text.
const ASKS = { link: askForLink, picture: askForPicture }
const BUTTONS = [
  ["h2", (chain) => chain.toggleHeading({ level: 2 }), isOn("heading", { level: 2 })],
  ["h3", (chain) => chain.toggleHeading({ level: 3 }), isOn("heading", { level: 3 })],
  ["bold", (chain) => chain.toggleBold(), isOn("bold")],
  ["italic", (chain) => chain.toggleItalic(), isOn("italic")],
  ["bulletList", (chain) => chain.toggleBulletList(), isOn("bulletList")],
  ["orderedList", (chain) => chain.toggleOrderedList(), isOn("orderedList")],
  ["blockquote", (chain) => chain.toggleBlockquote(), isOn("blockquote")],
  ["link", null, isOn("link")],
  ["picture", null, isOn("picture")],
  ["pictureDelete", (chain) => chain.deleteSelection(), null, "picture"],
  ["blank", (chain) => chain.toggleMark("blank"), isOn("blank")],
  ["german", (chain) => chain.toggleMark("inLanguage"), isOn("inLanguage")],
  ["rowAfter", (chain) => chain.addRowAfter(), null, "table"],
  ["rowDelete", (chain) => chain.deleteRow(), null, "table"],
  ["tableDelete", (chain) => chain.deleteTable(), null, "table"],
  ["undo", (chain) => chain.undo(), null],
  ["redo", (chain) => chain.redo(), null],
]

function toolbar(editor, words) {
  const bar = document.createElement("div")
  bar.className = "richtext-bar"
  bar.setAttribute("role", "toolbar")
  bar.setAttribute("aria-label", words.toolbar)
  const update = []
  for (const [name, command, active, onlyIn] of BUTTONS) {
    if (name === "picture" && !canChoosePictures()) continue
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = words[name]
    button.dataset.does = name
    if (words[`${name}Hint`]) button.title = words[`${name}Hint`]
    // The editor keeps the focus, so that typing continues there.
    button.addEventListener("mousedown", (event) => event.preventDefault())
    button.addEventListener("click", () =>
      command ? command(editor.chain().focus()).run() : ASKS[name](editor, words),
    )
    if (onlyIn) update.push(() => { button.hidden = !editor.isActive(onlyIn) })
    if (active) update.push(() => button.setAttribute("aria-pressed", active(editor)))
    bar.append(button)
  }
  const refresh = () => update.forEach((each) => each())
  editor.on("transaction", refresh)
  refresh()
  return bar
}

function create(textarea) {
  if (textarea.closest(".richtext")) return
  const words = JSON.parse(textarea.dataset.richtext)
  const label = textarea.labels?.[0]
  const element = document.createElement("div")
  element.className = "richtext"
  textarea.before(element)
  element.append(textarea)
  textarea.hidden = true

  const attributes = { role: "textbox", "aria-multiline": "true", class: "richtext-text" }
  if (label) attributes["aria-label"] = label.textContent.replace(/:\s*$/, "").trim()
  const described = textarea.getAttribute("aria-describedby")
  if (described) attributes["aria-describedby"] = described

  const editor = new Editor({
    element,
    // The styles are in our own style sheet, because the CSP forbids inline styles.
    injectCSS: false,
    extensions: [
      Document, Paragraph, Text, Heading.configure({ levels: [2, 3] }), Bold, Italic, BulletList,
      OrderedList.configure({ enableListAttributes: false }), ListItem, Blockquote, HardBreak, History, Gapcursor, Blank,
      InLanguage, pictures(words), PlainTable, TableRow, TableHeader.extend(spans), TableCell.extend(spans),
      Link.extend({
        addKeyboardShortcuts: () => ({ "Mod-k": () => (askForLink(editor, words), true) }),
        // The library's paste rules would replace the target of a pasted link by a URL in its text.
        addPasteRules: () => [],
      }).configure({ enableTarget: false, protocols: ["mailto", "tel"], defaultProtocol: "https" }),
    ],
    editable: !textarea.disabled,
    content: textarea.value,
    editorProps: { attributes, transformPastedHTML: (html) => cleanPasted(html, () => window.alert(words.pasteTooLong)) },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML()
      textarea.dispatchEvent(new Event("input", { bubbles: true }))
    },
  })
  if (!textarea.disabled) element.prepend(toolbar(editor, words))
  label?.addEventListener("click", () => editor.commands.focus())
  textarea.addEventListener("draft:continued", () => editor.commands.setContent(textarea.value))
}

function createAll(container) {
  for (const textarea of container.querySelectorAll("textarea[data-richtext]")) {
    // Django has an empty form as the template of further ones.
    if (!textarea.id.includes("__prefix__")) create(textarea)
  }
}

createAll(document)
document.addEventListener("formset:added", (event) => createAll(event.target))
