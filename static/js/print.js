// Buttons that print the page; without JavaScript they are hidden, and the browser's menu does the same.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
