// On a narrow screen each row of a list is a block: its cells get the headings of their columns as labels.
for (const list of document.querySelectorAll("#result_list")) {
  const headings = [...list.querySelectorAll("thead th")].map((heading) => heading.querySelector(".text")?.innerText.trim())
  for (const row of list.tBodies[0].rows) {
    for (const cell of row.cells) {
      const label = headings[cell.cellIndex]
      if (label && cell.matches("td:not(.action-checkbox)")) cell.dataset.label = label
    }
  }
}
