// Text pasted from Word, LibreOffice, mails and web pages, in the elements of the editor: headings, lists, tables, links.
const MAX_LENGTH = 500_000
const REMOVED = "script, style, meta, link, title, img, picture, svg, video, audio, iframe, object, form, button, input, select, textarea, template, [hidden], [aria-hidden=true], .mw-editsection"
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, table, blockquote, pre, section, article, header, footer, main, nav, aside, address, figure, dl, hr"
const BULLET = /^\s*([·•▪◦‣∙○■o§–-]|\d{1,3}[.)]|[a-zA-Z][.)])[\s\u00a0]+/
const SURE_BULLET = /^\s*[·•▪◦‣∙][\s\u00a0]*/
// Addresses by which programs count who follows a link, and the parameter with the target.
const REDIRECTS = [
  [/^https:\/\/www\.google\.[a-z.]+\/url\?(.*)$/, "q"],
  [/^https:\/\/[a-z\d.]+\.safelinks\.protection\.outlook\.com\/\?(.*)$/, "url"],
]
const KEPT = { A: ["href"], OL: ["start"], TD: ["colspan", "rowspan"], TH: ["colspan", "rowspan"] }

// Return HTML without markup specific to its source. Content copied from this editor is unchanged. Of a text that is too
// long nothing is returned, and `tooLong` is called: a part of it would look like the whole.
export function cleanPasted(html, tooLong) {
  if (html.includes("data-pm-slice")) return html
  const plain = withoutStyles(withoutEmbedded(html))
  if (plain.length > MAX_LENGTH) {
    tooLong()
    return ""
  }
  const { body } = new DOMParser().parseFromString(plain, "text/html")
  removeComments(body)
  body.querySelectorAll(REMOVED).forEach((element) => element.remove())
  body.querySelectorAll("b, strong").forEach((element) => isNotBold(element) && unwrap(element))
  listsFromWord(body)
  headings(body)
  body.querySelectorAll("a").forEach(link)
  body.querySelectorAll("font, mark, u, span, center, o\\:p").forEach(inline)
  body.querySelectorAll("table").forEach(table)
  paragraphs(body)
  listsFromBullets(body)
  body.querySelectorAll("li").forEach(listInList)
  body.querySelectorAll("h2 strong, h2 b, h3 strong, h3 b").forEach(unwrap)
  body.querySelectorAll("p, h2, h3, li, blockquote").forEach((element) => isEmpty(element) && element.remove())
  body.querySelectorAll("*").forEach(attributes)
  return body.innerHTML
}

// Embedded pictures are megabytes of text; style sheets can be as long as the text itself.
function withoutEmbedded(html) {
  return withoutBetween(html, "<style", "</style>").replace(/\bdata:[a-z]+\/[^\s"'<>)]*/gi, "")
}

// Return the text without what is between two words, these included; what is never ended is kept.
function withoutBetween(text, begin, end) {
  const folded = text.toLowerCase()
  const parts = []
  let from = 0
  for (;;) {
    const start = folded.indexOf(begin, from)
    const stop = start < 0 ? -1 : folded.indexOf(end, start)
    if (stop < 0) return parts.concat(text.slice(from)).join("")
    parts.push(text.slice(from, start))
    from = stop + end.length
  }
}

// The CSP forbids inline styles and handlers even in a document that is only parsed; properties are read from data-style.
function withoutStyles(html) {
  return html.replace(/<[a-z][^<>]*>/gi, (tag) => {
    return tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/[\s/]on[a-z]+\s*=/gi, " data-removed=")
  })
}

function styleOf(element) {
  return element?.dataset.style ?? ""
}

function unwrap(element) {
  element.replaceWith(...element.childNodes)
}

function renamed(element, name) {
  const other = element.ownerDocument.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

function isEmpty(element) {
  return !element.textContent.replace(/\u00a0/g, " ").trim() && !element.querySelector("table")
}

function removeComments(body) {
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT)
  const all = []
  while (comments.nextNode()) all.push(comments.currentNode)
  all.forEach((comment) => comment.remove())
}

// Google Docs wraps everything in a <b> that is not bold.
function isNotBold(element) {
  return /font-weight:\s*(normal|400)/.test(styleOf(element))
}

// Word writes each item of a list as a paragraph with its bullet as text, and its level as a property of its own.
function listsFromWord(body) {
  const items = [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6")].filter(
    (element) => /mso-list:\s*l\d+\s+level\d/.test(styleOf(element)),
  )
  let stack = []
  let last = null
  for (const item of items) {
    const level = Number(/level(\d)/.exec(styleOf(item))[1])
    const marker = [...item.querySelectorAll("span")].find((span) => /mso-list:\s*Ignore/i.test(styleOf(span)))
    const label = (marker ?? item).textContent.trim()
    marker?.remove()
    if (!last || nextElement(last) !== item) stack = []
    stack.length = Math.min(stack.length, level)
    if (!stack.length) {
      stack.push(list(item, label))
      item.before(stack[0])
    }
    while (stack.length < level) {
      const nested = list(item, label)
      const parent = stack.at(-1).lastElementChild ?? stack.at(-1).appendChild(item.ownerDocument.createElement("li"))
      parent.append(nested)
      stack.push(nested)
    }
    const entry = item.ownerDocument.createElement("li")
    entry.append(...item.childNodes)
    stack.at(-1).append(entry)
    last = stack[0]
    item.remove()
  }
}

function nextElement(list) {
  return list.nextElementSibling
}

function list(item, label) {
  const isNumbered = /^\(?([0-9]+|[a-z]|[ivx]+)[.)]/i.test(label)
  const made = item.ownerDocument.createElement(isNumbered ? "ol" : "ul")
  const start = Number.parseInt(label, 10)
  if (isNumbered && start > 1) made.setAttribute("start", start)
  return made
}

// The highest heading becomes a heading of the page, all lower ones the level below it.
function headings(body) {
  const levels = new Map()
  for (const element of body.querySelectorAll("h1, h2, h3, h4, h5, h6, p[class], [role=heading]")) {
    const named = /^Mso(Title|Heading(\d))$/.exec(element.className)
    const level = /^H(\d)$/.exec(element.tagName)?.[1] ?? named?.[2] ?? element.getAttribute("aria-level")
    if (level || named) levels.set(element, named?.[1] === "Title" ? 0 : Number(level))
  }
  const highest = Math.min(...levels.values())
  levels.forEach((level, element) => renamed(element, level === highest ? "h2" : "h3"))
}

function link(element) {
  let href = element.getAttribute("href") ?? ""
  for (const [redirect, target] of REDIRECTS) {
    const [, query] = redirect.exec(href) ?? []
    if (query) href = new URLSearchParams(query).get(target) ?? href
  }
  if (/^(https?:|mailto:|tel:|\/)/i.test(href) && !isEmpty(element)) element.setAttribute("href", href)
  else unwrap(element)
}

// Bold and italic styles become elements; other styles, colours and languages of the source are ignored.
function inline(element) {
  const style = styleOf(element)
  const names = []
  if (/font-style:\s*italic/.test(style)) names.push("em")
  if (/font-weight:\s*(bold|[6-9]00)/.test(style)) names.push("strong")
  for (const name of names) {
    const inner = element.ownerDocument.createElement(name)
    inner.append(...element.childNodes)
    element.append(inner)
  }
  unwrap(element)
}

// A layout table is unwrapped; in other tables the first row is the header if it looks like one.
function table(element) {
  const rows = [...element.rows]
  const width = Math.max(0, ...rows.map((row) => row.cells.length))
  if (width < 2 || element.querySelector("table") || element.getAttribute("role") === "presentation") {
    for (const cell of rows.flatMap((row) => [...row.cells])) element.before(...cell.childNodes)
    element.remove()
    return
  }
  element.querySelectorAll("caption, colgroup, col").forEach((part) => part.remove())
  const [head] = rows
  const isHead = element.tHead?.contains(head) || [...head.cells].every((cell) => isEmpty(cell) || isAllBold(cell))
  if (isHead) [...head.cells].forEach((cell) => spans(cell, renamed(cell, "th")))
  element.querySelectorAll("th :is(strong, b)").forEach(unwrap)
}

function spans(from, to) {
  for (const name of KEPT.TD) if (from.hasAttribute(name)) to.setAttribute(name, from.getAttribute(name))
}

function isAllBold(cell) {
  const bold = [...cell.querySelectorAll("strong, b")].map((part) => part.textContent).join("")
  return cell.tagName === "TH" || bold.replace(/\s/g, "") === cell.textContent.replace(/\s/g, "")
}

// Blocks and lines between two line breaks become paragraphs.
function paragraphs(body) {
  body.querySelectorAll("div, section, article, header, footer, main, nav, aside, address, figure, figcaption, pre, dt, dd, center").forEach(
    (element) => (element.querySelector(BLOCKS) || element.closest("li, p, h2, h3") ? unwrap(element) : renamed(element, "p")),
  )
  for (const element of body.querySelectorAll("p")) {
    const parts = element.innerHTML.split(/(?:<br[^>]*>\s*){2,}/)
    if (parts.length < 2) continue
    element.before(...parts.map((part) => Object.assign(body.ownerDocument.createElement("p"), { innerHTML: part })))
    element.remove()
  }
  body.querySelectorAll("p > br:last-child, li > br:last-child").forEach((element) => element.nextSibling || element.remove())
}

// Two or more paragraphs that begin with a bullet or a number become a list; so does one with a real bullet.
function listsFromBullets(body) {
  for (const element of body.querySelectorAll("p")) {
    if (!element.isConnected || element.closest("li, td, th")) continue
    const run = []
    for (let next = element; next?.tagName === "P" && BULLET.test(next.textContent); next = next.nextElementSibling) run.push(next)
    if (run.length < 2 && !SURE_BULLET.test(element.textContent)) continue
    if (!run.length) run.push(element)
    const made = list(element, BULLET.exec(element.textContent)?.[1] ?? "•")
    element.before(made)
    for (const paragraph of run) {
      withoutBullet(paragraph)
      made.append(renamed(paragraph, "li"))
    }
  }
}

function withoutBullet(paragraph) {
  let rest = (BULLET.exec(paragraph.textContent) ?? SURE_BULLET.exec(paragraph.textContent))[0].length
  const texts = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  while (rest && texts.nextNode()) {
    const cut = Math.min(rest, texts.currentNode.length)
    texts.currentNode.deleteData(0, cut)
    rest -= cut
  }
}

// LibreOffice and old web pages put a nested list after its item instead of into it.
function listInList(element) {
  const next = element.nextElementSibling
  if (next && /^[UO]L$/.test(next.tagName)) element.append(next)
}

function attributes(element) {
  const kept = KEPT[element.tagName] ?? []
  for (const { name } of [...element.attributes]) if (!kept.includes(name)) element.removeAttribute(name)
}
