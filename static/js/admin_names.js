// The fields with search that Django builds are boxes of their own; they get the name of the field they stand for.
// No module: an import map may only stand before the first one.
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

  // Behind what builds the boxes, which waits for jQuery too.
  window.django?.jQuery?.(nameAll)
  document.addEventListener("formset:added", () => setTimeout(nameAll))
}
