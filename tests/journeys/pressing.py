"""Pressing what leads to another page."""


def press(page, words="", *, selector="main button[type=submit]"):
    """Press what has these words, or else what the selector finds; wait until the answer stands there in its style."""
    with page.expect_navigation(wait_until="load"):
        page.click(f"main :is(button, a):has-text('{words}')" if words else selector)
