"""Press a control that leads to another page."""


def press(page, text="", *, selector="main button[type=submit]"):
    """Press the control with this text, or else the one of the selector; wait until the next page is loaded."""
    with page.expect_navigation(wait_until="load"):
        page.click(f"main :is(button, a):has-text('{text}')" if text else selector)
