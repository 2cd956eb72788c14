// Submits a form that needs only a click; without JavaScript its button does the same.
document.querySelector("form[data-auto-submit]")?.submit()
