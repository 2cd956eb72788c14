// The pictures below a list of their names: a click on one chooses it in the list, and the chosen one is shown large.
// Without this script the list of names remains.
for (const picker of document.querySelectorAll("[data-picture-picker]")) {
  const select = picker.querySelector("select")
  const chosen = picker.querySelector("[data-chosen]")
  const buttons = [...picker.querySelectorAll("[data-picture]")]
  const details = picker.querySelector("details")
  if (details) details.hidden = false

  // A picture that has just been uploaded is in the list, but not among the buttons.
  const show = () => {
    let image = null
    for (const button of buttons) {
      const isChosen = button.dataset.picture === select.value
      button.setAttribute("aria-pressed", String(isChosen))
      if (isChosen) image = Object.assign(button.querySelector("img").cloneNode(), { sizes: "400px" })
    }
    chosen.replaceChildren(...(image ? [image] : []))
    chosen.hidden = !image
  }
  for (const button of buttons) {
    button.addEventListener("click", () => {
      select.value = select.value === button.dataset.picture ? "" : button.dataset.picture
      select.dispatchEvent(new Event("change", { bubbles: true }))
    })
  }
  select.addEventListener("change", show)
  // Django announces what its own windows have added through jQuery only.
  window.django?.jQuery?.(select).on("change", show)
}
