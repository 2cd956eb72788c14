// Pictures in the text of the editor: the text keeps their keys, the website shows them.
import { Node } from "django-prose-editor/editor"

const address = () => document.querySelector("[data-picture-choices]")?.dataset.pictureChoices

// Return whether this account may see the pictures of the house.
export const canChoosePictures = () => Boolean(address())

// Return the pictures that a word finds, or the one with a key: each with `key`, `name` and `image`, an element.
async function choices(query) {
  const answer = await fetch(`${address()}?${new URLSearchParams(query)}`)
  const { pictures: found } = answer.ok ? await answer.json() : { pictures: [] }
  const parsed = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("img")
  return found.map((each) => ({ ...each, image: parsed(each.image) }))
}

// Show the picture and its name; the editor itself stores only the key.
async function fill(figure, key, words) {
  const caption = document.createElement("figcaption")
  caption.textContent = words.picture
  figure.replaceChildren(caption)
  if (!canChoosePictures()) return
  const [found] = await choices({ nummer: key })
  caption.textContent = found ? found.name : words.pictureGone
  if (found?.image) figure.prepend(Object.assign(found.image, { sizes: "400px" }))
}

export const pictures = (words) => Node.create({
  name: "picture",
  group: "block",
  atom: true,
  draggable: true,
  addAttributes: () => ({
    picture: {
      parseHTML: (figure) => figure.dataset.picture,
      renderHTML: ({ picture }) => ({ "data-picture": picture }),
    },
  }),
  parseHTML: () => [{ tag: "figure[data-picture]" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],
  addNodeView: () => ({ node }) => {
    const dom = document.createElement("figure")
    dom.className = "picture-in-text"
    fill(dom, node.attrs.picture, words)
    return { dom }
  },
})

function labelled(text, field) {
  const label = document.createElement("label")
  label.textContent = text
  label.append(field)
  return label
}

// Ask which picture, by looking at them or by a word of their names, and insert it.
export function askForPicture(editor, words) {
  const dialog = document.createElement("dialog")
  const title = Object.assign(document.createElement("h2"), { textContent: words.pictureTitle })
  const search = Object.assign(document.createElement("input"), { type: "search" })
  const shown = document.createElement("div")
  const cancel = Object.assign(document.createElement("button"), { type: "button", textContent: words.cancel })
  const buttons = document.createElement("div")
  dialog.className = "prose-editor-dialog picture-dialog"
  dialog.setAttribute("aria-label", words.pictureTitle)
  title.className = "prose-editor-dialog-title"
  shown.className = "picture-picker"
  shown.setAttribute("aria-live", "polite")
  buttons.className = "prose-editor-dialog-buttons"
  buttons.append(cancel)
  dialog.append(title, labelled(words.pictureSearch, search), shown, buttons)

  const insert = (key) => {
    dialog.close()
    editor.chain().focus().insertContent({ type: "picture", attrs: { picture: key } }).run()
    const { doc } = editor.state
    // A text that ends with a picture has no line to continue in.
    if (doc.lastChild.type.name === "picture") {
      editor.chain().insertContentAt(doc.content.size, { type: "paragraph" }).focus("end").run()
    }
  }
  const show = async () => {
    const typed = search.value.trim()
    const found = await choices({ q: typed })
    if (typed !== search.value.trim()) return
    const list = document.createElement("ul")
    for (const { key, name, image } of found) {
      const item = document.createElement("li")
      const button = Object.assign(document.createElement("button"), { type: "button" })
      const caption = Object.assign(document.createElement("span"), { textContent: name })
      button.append(...(image ? [image] : []), caption)
      button.addEventListener("click", () => insert(String(key)))
      item.append(button)
      list.append(item)
    }
    shown.replaceChildren(found.length ? list : words.pictureNone)
  }
  let waiting
  search.addEventListener("input", () => {
    clearTimeout(waiting)
    waiting = setTimeout(show, 250)
  })
  cancel.addEventListener("click", () => dialog.close())
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  show()
}
