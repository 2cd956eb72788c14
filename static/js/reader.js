// Turn the pages of an issue with the arrow keys or by swiping. The links to the page before and after do the same.
const SWIPE = 60 // pixels

const turn = (way) => document.querySelector(`.turn a[rel=${way}]`)?.click()

// Keys belong to whoever types, moves in a list, or uses a shortcut of the browser.
const isElsewhere = (event) =>
  event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey ||
  event.target.closest?.("input, textarea, select, [contenteditable]")

document.addEventListener("keydown", (event) => {
  if (isElsewhere(event)) return
  if (event.key === "ArrowLeft") turn("prev")
  if (event.key === "ArrowRight") turn("next")
})

// Only on the image of the page, with one finger, and not while it is enlarged: then a finger moves it about.
const page = document.querySelector(".reader-page")
let start = null

page?.addEventListener("touchstart", (event) => {
  const isEnlarged = (window.visualViewport?.scale ?? 1) > 1.05
  start = event.touches.length === 1 && !isEnlarged ? event.touches[0] : null
}, { passive: true })

page?.addEventListener("touchend", (event) => {
  if (!start) return
  const across = event.changedTouches[0].clientX - start.clientX
  const down = Math.abs(event.changedTouches[0].clientY - start.clientY)
  start = null
  if (Math.abs(across) < SWIPE || down > Math.abs(across) / 2) return
  turn(across > 0 ? "prev" : "next")
}, { passive: true })
