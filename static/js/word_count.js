// Counts the words of a text while somebody types. The server counts in the same way (newspaper/contributions/word_counts.py),
// so without this script nothing is missing but the number.
const PAUSE = 800 // before a screen reader hears the number, in milliseconds

const wordsIn = (text) => text.split(/\s+/u).filter((part) => /[\p{L}\p{N}]/u.test(part)).length

for (const field of document.querySelectorAll("[data-max-words]")) {
  const limit = Number(field.dataset.maxWords)
  const shown = document.createElement("p")
  const heard = document.createElement("p")
  shown.className = "word-count"
  shown.ariaHidden = "true"
  heard.className = "sr-only"
  heard.role = "status"
  field.after(shown, heard)

  const words = () => {
    const number = wordsIn(field.value)
    const excess = number - limit
    shown.classList.toggle("is-too-long", excess > 0)
    return (excess > 0 ? field.dataset.wordsExcess : field.dataset.words)
      .replace("{number}", number)
      .replace("{limit}", limit)
      .replace("{excess}", excess)
  }

  let pause = 0
  const count = () => {
    shown.textContent = words()
    clearTimeout(pause)
    pause = setTimeout(() => (heard.textContent = shown.textContent), PAUSE)
  }
  field.addEventListener("input", count)
  shown.textContent = words()
}
