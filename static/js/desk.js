// The desk of the library: the field keeps the focus, every beep is sent in its order, and the page says what came of it.
//
// Without this script each beep is an ordinary form. With it the parts of the page are replaced, so that no key of the
// next beep is lost while a page loads, and a scanner that sends no Enter works too.
const page = document.querySelector("[data-desk]")
const entry = page.querySelector("[data-desk-entry]")
const field = entry.elements.scan
const says = page.querySelector("[data-desk-says]")
const PAUSE = 150 // after the last key of a scanner, in milliseconds

// --- A complete number ------------------------------------------------------------------------------------------------

// The check digit of H. M. Damm, as on labels and cards.
const DAMM = [
  "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
]
const isOwn = (digits) => /^[24]\d{7}$/.test(digits) && [...digits].reduce((row, digit) => DAMM[row][digit], "0") === "0"
const isBook = (digits) => /^97[89]\d{10}$/.test(digits)
  && [...digits].reduce((sum, digit, index) => sum + digit * (index % 2 ? 3 : 1), 0) % 10 === 0

const LONGEST = 200 // characters that the server reads

// One number, or several behind one another: two scans within a moment, or what could not be sent and the next scan.
function isComplete(text) {
  const plain = text.replace(/^\s*[\]+][A-Za-z]\d/, "")
  if (text.length > LONGEST || /\p{L}{3}/u.test(plain)) return false
  let digits = plain.replace(/\D/g, "")
  do {
    const length = isOwn(digits.slice(0, 8)) ? 8 : isBook(digits.slice(0, 13)) ? 13 : 0
    if (!length) return false
    digits = digits.slice(length)
  } while (digits)
  return true
}

// --- Sounds -----------------------------------------------------------------------------------------------------------

let audio = null

// One high tone for yes, two low ones for no.
function sound(isGood) {
  if (!window.AudioContext) return
  audio ??= new AudioContext()
  for (const [start, pitch] of isGood ? [[0, 880]] : [[0, 220], [0.22, 165]]) {
    const tone = audio.createOscillator()
    const volume = audio.createGain()
    tone.frequency.value = pitch
    volume.gain.value = 0.15
    tone.connect(volume).connect(audio.destination)
    tone.start(audio.currentTime + start)
    tone.stop(audio.currentTime + start + 0.16)
  }
}

// --- Sending ----------------------------------------------------------------------------------------------------------

let last = Promise.resolve()
let closing = 0
let typing = 0

function send(data) {
  last = last.then(() => exchange({ method: "POST", body: data })).catch(() => failed(data))
}

// Without the network nothing is lost: the field shows again what was to be sent, in its order.
function failed(data) {
  sound(false)
  field.value = [field.value, data.get("scan")].filter(Boolean).join(" ")
  const message = page.querySelector("[data-desk-failed]")
  message.hidden = false
  says.textContent = message.textContent
}

async function exchange(options) {
  const response = await fetch(location.href, { credentials: "same-origin", ...options })
  if (!response.ok) {
    // Logged out meanwhile: the page for logging in.
    location.reload()
    return
  }
  show(new DOMParser().parseFromString(await response.text(), "text/html"), options.method === "POST")
}

function show(fresh, isAnswer) {
  const parts = fresh.querySelectorAll("[data-desk-part]")
  if (!parts.length) {
    location.reload()
    return
  }
  for (const part of parts) page.querySelector(`[data-desk-part=${part.dataset.deskPart}]`).replaceWith(part)
  page.querySelector("[data-desk-failed]").hidden = true
  document.title = fresh.title
  closeInTime()
  if (!isAnswer) return
  const texts = [...page.querySelectorAll("[data-desk-text]")].map((each) => each.innerText)
  says.textContent = texts.join(" ")
  sound(page.querySelector("[data-desk-part=notices]").dataset.sound === "yes")
  field.focus()
}

// A card ends by itself: then the page shows it.
function closeInTime() {
  clearTimeout(closing)
  const seconds = Number(page.querySelector("[data-desk-part=patron]").dataset.seconds)
  if (seconds > 0) closing = setTimeout(() => (last = last.then(() => exchange({})).catch(() => {})), seconds * 1000)
}

// --- Keys and buttons --------------------------------------------------------------------------------------------------

function enter() {
  clearTimeout(typing)
  const text = field.value.trim()
  // A scanner that sends Enter first or twice sends an empty line.
  if (text) {
    const data = new FormData(entry)
    field.value = ""
    send(data)
  }
  field.focus()
}

page.addEventListener("submit", (event) => {
  event.preventDefault()
  if (event.target === entry) enter()
  else {
    const data = new FormData(event.target)
    if (event.submitter?.name) data.append(event.submitter.name, event.submitter.value)
    send(data)
  }
})

field.addEventListener("input", () => {
  clearTimeout(typing)
  if (isComplete(field.value)) typing = setTimeout(enter, PAUSE)
})

// What is scanned while a button has the focus goes into the field.
document.addEventListener("keydown", (event) => {
  const isElsewhere = !event.target.matches("input, select, textarea")
  if (isElsewhere && /^[\d\]+*]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus()
})

field.select()
closeInTime()
