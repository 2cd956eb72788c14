// Django's autocomplete fields are separate elements; they get the accessible name of their field.
// Not a module: an import map must precede the first one.
{
  const name = (box) => {
    const field = box.closest(".select2")?.previousElementSibling
    const label = field?.labels?.[0]
    if (!label) return
    label.id ||= `${field.id}_label`
    const shown = box.querySelector(".select2-selection__rendered")
    box.setAttribute("aria-labelledby", `${label.id} ${shown?.id ?? ""}`.trim())
    shown?.setAttribute("aria-labelledby", label.id)
  }
  const nameAll = () => document.querySelectorAll(".select2-selection").forEach(name)

  // After the script that creates the elements, which waits for jQuery too.
  window.django?.jQuery?.(nameAll)
  document.addEventListener("formset:added", () => setTimeout(nameAll))
}
