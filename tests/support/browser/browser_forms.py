"""The fields of a form on a page, as a browser would submit them."""

from tests.support.browser.markup import parse

_NOT_SENT = {"submit", "button", "image", "reset", "file"}


def form_on(response, form_id="") -> dict[str, list[str]]:
    """Return names and values of the form with this id, or of the only POST form with visible fields."""
    forms = [form for form in parse(response).all("form", method="post") if not form_id or form.get("id") == form_id]
    if not form_id:
        forms = [form for form in forms if form.get("id") not in ("logout-form",)]
        forms = [form for form in forms if "i18n" not in form.get("action", "")][:1]
    assert len(forms) == 1, f"{len(forms)} forms"
    return fields_of(forms[0])


def fields_of(form) -> dict[str, list[str]]:
    """Return names and values of a form element."""
    data = {}
    for element in form:
        name = element.get("name")
        if name and "disabled" not in element.attrs and element.tag in ("input", "textarea", "select"):
            values = _values(element)
            if values:
                data.setdefault(name, []).extend(values)
    return data


def _values(element):
    if element.tag == "textarea":
        # A browser omits the first line break and submits the others as CRLF.
        text = "".join(child for child in element.children if isinstance(child, str))
        return [text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")]
    if element.tag == "select":
        options = element.all("option")
        chosen = [option for option in options if "selected" in option.attrs]
        if not chosen and "multiple" not in element.attrs:
            chosen = options[:1]
        return [option.get("value", option.text) for option in chosen]
    kind = element.get("type", "text")
    if kind in _NOT_SENT:
        return []
    if kind in ("checkbox", "radio"):
        return [element.get("value", "on")] if "checked" in element.attrs else []
    return [element.get("value", "")]
