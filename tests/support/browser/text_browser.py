"""A text browser on Django's test client: follows links and fills in forms by their visible labels."""

import re
from email import message_from_bytes, policy
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

from tests.support.browser.markup import Element, parse


class Page:
    """A page: the response to one request, parsed."""

    def __init__(self, response, address):
        self.response = response
        self.address = address
        self.status = response.status_code
        self.kind = response.headers.get("Content-Type", "").partition(";")[0]
        self.location = response.headers.get("Location", "")
        content = b"".join(response.streaming_content) if response.streaming else response.content
        self.content = content
        self.text = content.decode(errors="replace") if self.kind.startswith(("text/", "application/")) else ""
        self.tree = parse(self.text) if self.kind == "text/html" else Element("none")

    @property
    def heading(self):
        return " / ".join(heading.text for heading in self.tree.all("h1"))

    def links(self):
        """Yield the addresses on this site that the page links to, in order, without fragments."""
        for element in self.tree:
            href = element.get("href") if element.tag in ("a", "link") else element.get("src")
            if element.tag not in ("a", "link", "iframe") or not href or href.startswith("#"):
                continue
            if element.tag == "link" and element.get("rel") not in ("alternate", "stylesheet"):
                continue
            yield local(urljoin(self.address, href))

    def links_with(self, text):
        """Yield the addresses of the links in `main` whose text or address matches the expression."""
        for main in self.tree.all("main"):
            for link in main.all("a", href=True):
                if re.search(text, link.text) or re.search(text, link["href"]):
                    yield local(urljoin(self.address, link["href"]))

    def forms(self):
        """Return the forms of the page, in order."""
        return [Form(form, self) for form in self.tree.all("form")]


class Form:
    """A form on a page: its fields with their values, and its buttons."""

    def __init__(self, element, page):
        self.element = element
        self.page = page
        self.method = element.get("method", "get").lower()
        self.address = local(urljoin(page.address, element.get("action") or page.address))
        outside = [control for control in page.tree if control.get("form") and control["form"] == element.get("id")]
        self.controls = [
            control for control in [*element, *outside] if control.tag in ("input", "select", "textarea", "button")
        ]
        self.controls = [control for control in self.controls if "disabled" not in control.attrs]

    @property
    def buttons(self):
        """Return the buttons that send the form."""
        return [
            control
            for control in self.controls
            if (control.tag == "button" and control.get("type", "submit") == "submit")
            or (control.tag == "input" and control.get("type") in ("submit", "image"))
        ]

    def data(self, filled=(), button=None):
        """Return the data to send; `filled` are pairs of a label and its value (True or False for a checkbox)."""
        pairs = [pair for control in self.controls for pair in _sent(control)]
        for label, value in dict(filled).items():
            control = self.find(label)
            pairs = [pair for pair in pairs if pair[0] != control["name"] or _is_tick_beside(control, pair)]
            if value is True:
                pairs.append((control["name"], control.get("value", "on")))
            elif value is not False:
                pairs.append((control["name"], _option(control, value)))
        if button is not None and button.get("name"):
            pairs.append((button["name"], button.get("value", "")))
        return pairs

    def find(self, label):
        """Return the control with this label, or whose label begins with it."""
        named = [(words_of(control, self.page.tree), control) for control in self.controls if control.get("name")]
        for matches in (lambda text: text == label, lambda text: text.startswith(label)):
            candidates = [control for text, control in named if text and matches(text)]
            if candidates:
                return candidates[0]
        raise AssertionError(f"no field {label!r} on {self.page.address}: {[text for text, _each in named if text]}")


class Browser:
    """A visitor with a session; `now` is a function that lets seconds pass."""

    def __init__(self, pass_time):
        self.client = Client(raise_request_exception=True, REMOTE_ADDR="203.0.113.1")
        self.pass_time = pass_time

    def get(self, address):
        return Page(self.client.get(address), address)

    def post(self, address, pairs, follow=True):
        """Send a form some seconds after it was shown; return the response, and the page that it redirects to."""
        self.pass_time(5)
        response = self.client.post(address, urlencode(pairs), content_type="application/x-www-form-urlencoded")
        page = Page(response, address)
        while follow and page.location and page.status in (301, 302, 303, 307):
            page = self.get(local(urljoin(page.address, page.location)))
        return page

    def press(self, page, text):
        """Submit the form that has this button, unchanged."""
        return self.fill(page, {}, text)

    def fill(self, page, filled, button):
        """Fill in the form that has this button, and submit it."""
        form, pressed = self._button(page, button)
        return self._send(form, form.data(filled, pressed), pressed)

    def _send(self, form, pairs, button):
        address = local(urljoin(form.page.address, button.get("formaction") or form.address))
        if form.method == "get":
            return self.get(f"{address.partition('?')[0]}?{urlencode(pairs)}")
        return self.post(address, pairs)

    def _button(self, page, text):
        """Return the first form in `main` with this button, and the button; any button without a text."""
        for form in page.forms():
            if not any(element.tag == "main" for element in form.element.ancestors):
                continue
            for button in form.buttons:
                if button_words(button).startswith(text):
                    return form, button
        candidates = [button_words(button) for form in page.forms() for button in form.buttons]
        raise AssertionError(f"no button {text!r} on {page.address} ({page.heading}): {candidates}")

    def follow(self, page, text):
        """Follow the first link with this text."""
        for link in page.tree.all("a", href=True):
            if link.text == text or link.text.startswith(text):
                return self.get(local(urljoin(page.address, link["href"])))
        candidates = [link.text for link in page.tree.all("a", href=True)]
        raise AssertionError(f"no link {text!r} on {page.address} ({page.heading}): {candidates}")


def button_words(button):
    """Return the text of a button."""
    return button.text if button.tag == "button" else button.get("value", "")


def words_of(control, tree):
    """Return the label of a control."""
    if control.get("aria-label"):
        return control["aria-label"]
    for label in tree.all("label", for_=control.get("id")) if control.get("id") else ():
        return label.text.strip("* :")
    for element in control.ancestors:
        if element.tag == "label":
            return element.text.strip("* :")
    return ""


def local(address):
    """Return path and query of an address on this site; another address unchanged."""
    parts = urlsplit(address)
    if parts.scheme and (parts.scheme not in ("http", "https") or parts.netloc not in ("testserver", "localhost", "")):
        return address
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _sent(control):
    name, kind = control.get("name"), control.get("type", "text")
    if not name or control.tag == "button" or kind in ("submit", "button", "reset", "image", "file"):
        return []
    if control.tag == "select":
        options = control.all("option")
        chosen = [option for option in options if "selected" in option.attrs]
        if not chosen and "multiple" not in control.attrs:
            chosen = options[:1]
        return [(name, option.get("value", option.text)) for option in chosen]
    if control.tag == "textarea":
        return [(name, re.sub(r"^\n", "", "".join(child for child in control.children if isinstance(child, str))))]
    if kind in ("checkbox", "radio"):
        return [(name, control.get("value", "on"))] if "checked" in control.attrs else []
    return [(name, control.get("value", ""))]


def _is_tick_beside(control, pair):
    """Return whether the pair is another checkbox of the same question, which stays."""
    return control.get("type") == "checkbox" and pair[1] != control.get("value", "on")


def _option(control, value):
    if control.tag == "select":
        for option in control.all("option"):
            if option.text == value:
                return option.get("value", option.text)
        raise AssertionError(f"no option {value!r}: {[option.text for option in control.all('option')]}")
    return value


def words_of_mail(message) -> str:
    """Return the text of a mail, with the names of its attachments and the text of its calendars."""
    lines = [f"from: {message.from_email}", f"to: {', '.join(message.to)}", f"reply to: {', '.join(message.reply_to)}"]
    lines += [f"{name}: {value}" for name, value in sorted(message.extra_headers.items()) if name != "Message-ID"]
    lines += [f"subject: {message.subject}", "", message.body]
    for attachment in message_from_bytes(message.message().as_bytes(), policy=policy.default).iter_attachments():
        words = (
            attachment.get_payload(decode=True).decode(errors="replace")
            if attachment.get_content_maintype() == "text"
            else ""
        )
        kind = attachment.get_content_type()
        lines += ["", f"file {attachment.get_filename()} ({kind})", words.replace("\r\n ", "").replace("\r\n", "\n")]
    return "\n".join(lines).strip()


def address_in(message, part):
    """Return the first address in a mail that contains this part."""
    candidates = [local(url) for url in re.findall(r"https?://\S+", message.body) if part in url]
    assert candidates, f"no {part} in {message.body}"
    return candidates[0]


def times_on(page):
    """Return the texts of the buttons of free slots."""
    return [
        button_words(button)
        for form in page.forms()
        for button in form.buttons
        if re.match(r"(\d{1,2}(:\d\d)?|.*\d{1,2}:\d\d)", button_words(button))
    ]
