// Typing is work too: while somebody types, the server hears of it now and then, so that the session goes on.
const settings = document.querySelector("[data-still-working]").dataset
const every = Number(settings.stillWorkingEvery) * 1000
let last = Date.now()

async function say() {
  if (Date.now() - last < every) return
  last = Date.now()
  const token = document.querySelector("[name=csrfmiddlewaretoken]")
  if (!token) return
  // Nothing depends on the answer: a lost line or an ended session shows when the form is sent.
  await fetch(settings.stillWorking, { method: "POST", body: new URLSearchParams([[token.name, token.value]]) }).catch(
    () => {},
  )
}

document.addEventListener("input", say)
