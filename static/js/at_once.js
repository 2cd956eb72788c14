// Sends a form that only needs a click; without a script its button does the same.
document.querySelector("form[data-at-once]")?.submit()
