// On a narrow screen each row of a list is a block: its cells get the headings of their columns as labels.
for (const list of document.querySelectorAll("#result_list")) {
  const headings = [...list.querySelectorAll("thead th")].map((heading) => heading.querySelector(".text")?.innerText.trim())
  for (const body of list.tBodies) {
    for (const cell of body.querySelectorAll("td")) {
      const label = headings[cell.cellIndex]
      if (label && !cell.matches(".action-checkbox, .row-buttons") && cell.innerText.trim()) cell.dataset.label = label
    }
  }
}
