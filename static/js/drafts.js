// Preserves unsaved input: a draft in the browser for forms that may have one, and a warning on leaving the page.
//
// A draft holds the fields that differ from the form as it was opened, so that going on with it overwrites nothing that
// others have changed elsewhere. It is offered, never filled in by itself, and erased when the server says that the
// form was saved, when another account is logged in, and after a month.
const page = document.querySelector("[data-account]").dataset
const PREFIX = "draft:"
const MINE = `${PREFIX}${page.account}:`
const OLDEST = 30 * 24 * 60 * 60 * 1000
const PAUSE = 300
const $ = window.django?.jQuery

// --- Values of a form ------------------------------------------------------------------------------------------------

const NOT_TYPED = ["submit", "button", "reset", "image", "file", "password"]
const isCount = (control) => control.name.endsWith("-TOTAL_FORMS")

function controls(form) {
  return [...form.elements].filter(
    (each) => each.name && !each.disabled && !NOT_TYPED.includes(each.type) && !each.name.includes("__prefix__")
      && (each.type !== "hidden" || isCount(each)) && !/^(_|action$|select_across$|index$)/.test(each.name),
  )
}

// The values of a control, now or as the page was loaded: of a list with the text of each, because boxes with search
// contain only what is chosen.
function valuesOf(control, isNow) {
  if (control.type === "checkbox" || control.type === "radio") {
    return (isNow ? control.checked : control.defaultChecked) ? [[control.value]] : []
  }
  if (control.tagName !== "SELECT") return [[isNow ? control.value : control.defaultValue]]
  const options = [...control.options]
  let chosen = options.filter((option) => (isNow ? option.selected : option.defaultSelected))
  if (!chosen.length && !isNow && !control.multiple) chosen = options.slice(0, 1)
  return chosen.map((option) => [option.value, option.text])
}

function read(form, isNow) {
  const values = {}
  for (const control of controls(form)) (values[control.name] ??= []).push(...valuesOf(control, isNow))
  return values
}

const asOpened = (form) => read(form, false)

const isSame = (one, other) => JSON.stringify(one?.map(([value]) => value)) === JSON.stringify(other?.map(([value]) => value))

function changes(form, opened) {
  const now = read(form, true)
  return Object.fromEntries(Object.entries(now).filter(([name, values]) => !isSame(values, opened[name])))
}

// --- Filling in ------------------------------------------------------------------------------------------------------

// Inline rows are numbered. If others have added some meanwhile, ours follow theirs.
function moved(values, firstNew, form) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => {
    const [, prefix, number, rest] = name.match(/^(.+)-(\d+)-(.+)$/) ?? []
    const before = firstNew[prefix]
    if (before === undefined) return [name, value]
    const shift = initialRows(form, prefix) - before
    return [Number(number) >= before ? `${prefix}-${Number(number) + shift}-${rest}` : name, value]
  }))
}

const initialRows = (form, prefix) => Number(form.elements[`${prefix}-INITIAL_FORMS`]?.value ?? 0)

// What the form showed when it was opened, and its number: so the server compares with that, and saves it once.
const whatItShowed = (form) => Object.fromEntries(["_shown", "_form_key"].map((name) => [name, form.elements[name]?.value]))

function allInitialRows(form) {
  const counts = [...form.elements].filter(isCount).map((control) => control.name.replace(/-TOTAL_FORMS$/, ""))
  return Object.fromEntries(counts.map((prefix) => [prefix, initialRows(form, prefix)]))
}

function addRows(values) {
  const rows = Object.keys(values).map((name) => name.match(/^(.+)-(\d+)-/)).filter(Boolean)
  for (const [, prefix, number] of rows) {
    const total = document.getElementById(`id_${prefix}-TOTAL_FORMS`)
    const add = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`)
    for (let missing = Number(number) + 1 - Number(total?.value); add && missing > 0; missing--) add.click()
  }
}

function fill(control, values) {
  const chosen = values.map(([value]) => value)
  if (control.type === "checkbox" || control.type === "radio") control.checked = chosen.includes(control.value)
  else if (control.tagName === "SELECT") {
    for (const [value, text] of values) {
      if (![...control.options].some((option) => option.value === value)) control.add(new Option(text, value))
    }
    for (const option of control.options) option.selected = chosen.includes(option.value)
  } else control.value = chosen[0] ?? ""
  control.dispatchEvent(new Event("draft:continued"))
  control.dispatchEvent(new Event("input", { bubbles: true }))
  control.dispatchEvent(new Event("change", { bubbles: true }))
  // Autocomplete fields react only to this event.
  if ($ && control.classList.contains("admin-autocomplete")) $(control).trigger("change")
}

function continueDraft(form, draft) {
  const values = moved(draft.values, draft.rows, form)
  for (const [name, value] of Object.entries(draft.shown ?? {})) if (form.elements[name]) form.elements[name].value = value
  addRows(values)
  for (const control of controls(form)) {
    if (values[control.name] && !isCount(control)) fill(control, values[control.name])
  }
}

// --- The store -------------------------------------------------------------------------------------------------------

// If the browser refuses to store anything, there is still the warning.
function attempt(action) {
  try {
    return action()
  } catch {
    return null
  }
}

function load(number) {
  return attempt(() => JSON.parse(localStorage.getItem(MINE + number)))
}

function store(number, draft) {
  attempt(() => localStorage.setItem(MINE + number, JSON.stringify(draft)))
}

function erase(number) {
  attempt(() => localStorage.removeItem(MINE + number))
}

function numbers() {
  const keys = attempt(() => Object.keys(localStorage)) ?? []
  return keys.filter((key) => key.startsWith(MINE)).map((key) => key.slice(MINE.length))
}

function eraseForeignAndOld() {
  for (const key of attempt(() => Object.keys(localStorage)) ?? []) {
    if (!key.startsWith(PREFIX)) continue
    const isOurs = key.startsWith(MINE)
    const at = isOurs ? load(key.slice(MINE.length))?.at : 0
    if (!isOurs || !(Date.now() - at < OLDEST)) attempt(() => localStorage.removeItem(key))
  }
}

function eraseSaved() {
  const name = page.savedCookie
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))
  if (!found) return
  erase(found.slice(name.length + 1))
  document.cookie = `${name}=; path=${page.savedPath}; max-age=0; samesite=lax`
}

const randomNumber = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

// --- Offering --------------------------------------------------------------------------------------------------------

function inWords(moment) {
  const day = new Date(moment), clock = day.toLocaleTimeString("de-DE", { hour: "2-digit", minute: "2-digit" })
  const ago = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86400000)
  return `${[page.today, page.yesterday][ago] ?? day.toLocaleDateString("de-DE", { day: "numeric", month: "long" })}, ${clock}`
}

function nameOf(form, name) {
  const control = [].concat(form.elements[name] ?? [])[0]
  const field = control instanceof RadioNodeList ? control[0] : control
  const row = field?.closest("fieldset.flex-container, .fieldBox, .form-row")
  const label = row?.querySelector("legend, label") ?? field?.labels?.[0]
  return label?.textContent.replace(/[:*]\s*$/, "").trim()
}

function differing(form, draft) {
  const names = Object.keys(draft.values).filter((name) => !/-TOTAL_FORMS$/.test(name))
  return [...new Set(names.map((name) => nameOf(form, name) ?? nameOf(form, name.replace(/-\d+-/, "-__prefix__-"))))]
    .filter(Boolean).join(", ")
}

function show(box, form, part) {
  box.replaceChildren(form.querySelector(`template[data-draft-${part}]`).content.cloneNode(true))
  box.setAttribute("role", "status")
  box.tabIndex = -1
  box.focus()
}

function offer(form, number, draft, adopt) {
  const offered = form.querySelector("template[data-draft-offer]").content.firstElementChild.cloneNode(true)
  const time = offered.querySelector("time")
  time.dateTime = new Date(draft.at).toISOString()
  time.textContent = inWords(draft.at)
  const names = differing(form, draft)
  if (names) offered.querySelector("[data-differs]").textContent = names
  else offered.querySelector("[data-differs]").parentElement.remove()
  offered.addEventListener("click", (event) => {
    const what = event.target.dataset.draftDo
    if (what === "continue") {
      adopt(number)
      continueDraft(form, draft)
      show(offered, form, "continued")
    } else if (what === "discard") {
      erase(number)
      show(offered, form, "discarded")
    } else if (what === "keep") {
      store(number, draft)
      offered.replaceWith(offer(form, number, draft, adopt))
    }
  })
  return offered
}

// --- A form with a draft ---------------------------------------------------------------------------------------------

function keepDraft(form, field, opened) {
  const isTyped = "typed" in field.dataset
  const path = location.pathname
  field.value ||= randomNumber()
  const refused = isTyped ? load(field.value)?.values ?? opened : {}
  const rows = allInitialRows(form)
  const shown = whatItShowed(form)
  let waiting = null

  const keep = () => {
    clearTimeout(waiting)
    waiting = null
    const values = { ...refused, ...changes(form, opened) }
    const title = document.querySelector("#content h1")?.textContent.trim()
    if (Object.keys(values).length) store(field.value, { path, title, at: Date.now(), rows, shown, values })
    else erase(field.value)
    field.dataset.kept = ""
  }
  const keepSoon = () => {
    delete field.dataset.kept
    clearTimeout(waiting)
    waiting = setTimeout(keep, PAUSE)
  }
  const keepNow = () => waiting && keep()

  form.addEventListener("input", keepSoon)
  form.addEventListener("change", keepSoon)
  $?.(form).on("change", keepSoon)
  document.addEventListener("formset:added", keepSoon)
  document.addEventListener("formset:removed", keepSoon)
  document.addEventListener("visibilitychange", keepNow)
  window.addEventListener("pagehide", keepNow)
  form.addEventListener("submit", keep)

  if (isTyped) return keep()
  const offers = document.createElement("div")
  form.before(offers)
  for (const number of numbers()) {
    const draft = load(number)
    if (draft?.path !== path || number === field.value) continue
    const now = moved(draft.values, draft.rows, form)
    if (Object.entries(now).every(([name, values]) => isSame(values, opened[name]))) erase(number)
    else offers.append(offer(form, number, draft, (adopted) => (field.value = adopted)))
  }
}

// --- Leaving ---------------------------------------------------------------------------------------------------------

// The form being sent; what was typed into another one of the page would be lost.
let sent = null
const written = new Map()

for (const form of document.querySelectorAll("#content form[method=post]")) {
  const opened = asOpened(form)
  const isTyped = form.querySelector("[data-typed]") !== null
  written.set(form, () => isTyped || Object.keys(changes(form, opened)).length > 0)
  form.addEventListener("submit", () => (sent = form))
}
window.addEventListener("beforeunload", (event) => {
  if ([...written].some(([form, isWritten]) => form !== sent && isWritten())) event.preventDefault()
})
// Returned from a page that the form led to.
window.addEventListener("pageshow", () => (sent = null))

// --- The page --------------------------------------------------------------------------------------------------------

eraseSaved()
eraseForeignAndOld()
for (const field of document.querySelectorAll("[data-draft]")) keepDraft(field.form, field, asOpened(field.form))

// On the admin index: the drafts, with a link to each form.
const list = document.querySelector("[data-draft-list]")
for (const number of list ? numbers() : []) {
  const draft = load(number), entry = document.createElement("li"), link = document.createElement("a")
  link.href = draft.path
  link.textContent = `${draft.title}, ${inWords(draft.at)}`
  entry.append(link)
  list.append(entry)
  list.closest("[hidden]")?.removeAttribute("hidden")
}
