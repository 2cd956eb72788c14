// Checkboxes for related records: one that was added in a window of its own appears among them, ticked.
// Django adds it to lists only, and triggers a "change" of the group through jQuery. The group is then read again from
// the same form. Without this script the new record is there when the form is opened the next time.
const boxes = (group) => [...group.querySelectorAll("input[type=checkbox]")]

async function refresh(group) {
  const answer = await fetch(window.location.href)
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(group.id)
  if (!fresh) return
  const was = new Map(boxes(group).map((box) => [box.value, box.checked]))
  for (const box of boxes(fresh)) box.checked = was.get(box.value) ?? true
  group.replaceChildren(...fresh.children)
  boxes(group)[0]?.dispatchEvent(new Event("change", { bubbles: true }))
}

for (const group of document.querySelectorAll("div.addable")) {
  window.django?.jQuery?.(group).on("change", (event) => { if (event.target === group) refresh(group) })
}
