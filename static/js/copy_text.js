// Buttons that copy the text of a field; without JavaScript they are hidden, and the text is copied by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies)
  const status = document.querySelector("[data-copied]")
  button.hidden = false
  button.addEventListener("click", async () => {
    field.focus()
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
      status.textContent = button.dataset.done
    } catch {
      // Without HTTPS, or if the browser forbids it: the text stays selected.
      status.textContent = button.dataset.failed
    }
  })
}
