// Says below a field with a maximum length how much still fits in, as soon as it is nearly full. The browser takes no
// more characters than that, and says nothing. Without this script the form is the same.
const NEARLY_FULL = 0.75
const PAUSE = 800 // before a screen reader hears it, in milliseconds

const words = document.querySelector("[data-characters-left]")?.dataset
const heard = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" })
const shown = new WeakMap()
let pause

function sentence(field) {
  const left = field.maxLength - field.value.length
  if (left > field.maxLength * (1 - NEARLY_FULL)) return ""
  return (left > 0 ? words.charactersLeft : words.charactersNone).replace("{left}", left).replace("{limit}", field.maxLength)
}

function count({ target: field, type }) {
  if (!(field.maxLength > 0) || field.readOnly) return
  const text = sentence(field)
  if (text && !shown.has(field)) {
    shown.set(field, Object.assign(document.createElement("p"), { className: "characters-left", ariaHidden: "true" }))
    field.after(shown.get(field))
  }
  const line = shown.get(field)
  if (!line) return
  line.textContent = text
  line.hidden = !text
  line.classList.toggle("is-full", field.value.length >= field.maxLength)
  clearTimeout(pause)
  if (type === "input") pause = setTimeout(() => { heard.textContent = text }, PAUSE)
}

if (words) {
  document.body.append(heard)
  document.addEventListener("input", count)
  document.addEventListener("focusin", count)
}
