// Stock-taking: what is scanned is kept in the browser until the server has it, so a phone may be offline for a while.
//
// Without this script each scan is an ordinary form.
const form = document.querySelector("[data-stocktake]")
const field = form.elements.scan
const kept = document.querySelector("[data-kept]")
const KEY = `stocktake:${form.dataset.stocktake}`
const AT_ONCE = 200
const RETRY = 10_000
const PAUSE = 150 // after the last key of a scanner that sends no Enter

const load = () => {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? []
  } catch {
    return []
  }
}

// If the browser refuses to store anything, the form is sent as usual.
function store(lines) {
  localStorage.setItem(KEY, JSON.stringify(lines))
  kept.hidden = !lines.length
  kept.querySelector("[data-kept-count]").textContent = lines.length
}

let isSending = false

async function send() {
  const lines = load().slice(0, AT_ONCE)
  if (isSending || !lines.length) return
  isSending = true
  try {
    const data = new FormData(form)
    data.set("scan", "")
    data.set("kept", lines.join("\n"))
    const response = await fetch(location.href, { method: "POST", body: data, credentials: "same-origin" })
    // The session has ended: the page asks for a login, and what was scanned is sent afterwards.
    if (response.status === 403) location.assign(location.href)
    if (response.ok) {
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html")
      const part = fresh.querySelector("[data-stocktake-part]")
      // What was scanned meanwhile stays in the store.
      if (part || response.redirected) store(load().slice(lines.length))
      if (part) document.querySelector("[data-stocktake-part]").replaceWith(part)
      else location.assign(response.url)
    }
  } catch {
    // Offline: the next attempt sends it.
  } finally {
    isSending = false
  }
  if (load().length) setTimeout(send, RETRY)
}

function enter() {
  const text = field.value.trim()
  field.value = ""
  field.focus()
  if (!text) return
  const line = [text, form.elements.shelf.value, new Date().toISOString()]
  store([...load(), line.map((each) => each.replace(/\s/g, " ")).join("\t")])
  send()
}

let typing = 0
field.addEventListener("input", () => {
  clearTimeout(typing)
  if (/^\D{0,4}2\d{7}\D{0,2}$/.test(field.value)) typing = setTimeout(enter, PAUSE)
})
form.addEventListener("submit", (event) => {
  event.preventDefault()
  clearTimeout(typing)
  enter()
})
addEventListener("online", send)
if (load().length) store(load())
send()
