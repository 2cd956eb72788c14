// Reports typing to the server from time to time, so that the session is extended.
const settings = document.querySelector("[data-still-working]").dataset
const every = Number(settings.stillWorkingEvery) * 1000
let last = Date.now()

async function say() {
  if (Date.now() - last < every) return
  last = Date.now()
  const token = document.querySelector("[name=csrfmiddlewaretoken]")
  if (!token) return
  // The response is ignored: a lost connection or an expired session is noticed when the form is submitted.
  await fetch(settings.stillWorking, { method: "POST", body: new URLSearchParams([[token.name, token.value]]) }).catch(
    () => {},
  )
}

document.addEventListener("input", say)
