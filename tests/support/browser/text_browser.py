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
        return " / ".join(each.text for each in self.tree.all("h1"))

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
            for each in main.all("a", href=True):
                if re.search(text, each.text) or re.search(text, each["href"]):
                    yield local(urljoin(self.address, each["href"]))

    def forms(self):
        """Return the forms of the page, in order."""
        return [Form(each, self) for each in self.tree.all("form")]


class Form:
    """A form on a page: its fields with their values, and its buttons."""

    def __init__(self, element, page):
        self.element = element
        self.page = page
        self.method = element.get("method", "get").lower()
        self.address = local(urljoin(page.address, element.get("action") or page.address))
        outside = [each for each in page.tree if each.get("form") and each["form"] == element.get("id")]
        self.controls = [each for each in [*element, *outside] if each.tag in ("input", "select", "textarea", "button")]
        self.controls = [each for each in self.controls if "disabled" not in each.attrs]

    @property
    def buttons(self):
        """Return the buttons that send the form."""
        return [
            each
            for each in self.controls
            if (each.tag == "button" and each.get("type", "submit") == "submit")
            or (each.tag == "input" and each.get("type") in ("submit", "image"))
        ]

    def data(self, filled=(), button=None):
        """Return the data to send; `filled` are pairs of a label and its value (True or False for a checkbox)."""
        pairs = [pair for each in self.controls for pair in _sent(each)]
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
        named = [(words_of(each, self.page.tree), each) for each in self.controls if each.get("name")]
        for matches in (lambda text: text == label, lambda text: text.startswith(label)):
            candidates = [each for text, each in named if text and matches(text)]
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
            if not any(each.tag == "main" for each in form.element.ancestors):
                continue
            for each in form.buttons:
                if button_words(each).startswith(text):
                    return form, each
        candidates = [button_words(each) for form in page.forms() for each in form.buttons]
        raise AssertionError(f"no button {text!r} on {page.address} ({page.heading}): {candidates}")

    def follow(self, page, text):
        """Follow the first link with this text."""
        for each in page.tree.all("a", href=True):
            if each.text == text or each.text.startswith(text):
                return self.get(local(urljoin(page.address, each["href"])))
        candidates = [each.text for each in page.tree.all("a", href=True)]
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
    for each in control.ancestors:
        if each.tag == "label":
            return each.text.strip("* :")
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
        chosen = [each for each in options if "selected" in each.attrs]
        if not chosen and "multiple" not in control.attrs:
            chosen = options[:1]
        return [(name, each.get("value", each.text)) for each in chosen]
    if control.tag == "textarea":
        return [(name, re.sub(r"^\n", "", "".join(each for each in control.children if isinstance(each, str))))]
    if kind in ("checkbox", "radio"):
        return [(name, control.get("value", "on"))] if "checked" in control.attrs else []
    return [(name, control.get("value", ""))]


def _is_tick_beside(control, pair):
    """Return whether the pair is another checkbox of the same question, which stays."""
    return control.get("type") == "checkbox" and pair[1] != control.get("value", "on")


def _option(control, value):
    if control.tag == "select":
        for each in control.all("option"):
            if each.text == value:
                return each.get("value", each.text)
        raise AssertionError(f"no option {value!r}: {[each.text for each in control.all('option')]}")
    return value


def words_of_mail(message) -> str:
    """Return the text of a mail, with the names of its attachments and the text of its calendars."""
    lines = [f"from: {message.from_email}", f"to: {', '.join(message.to)}", f"reply to: {', '.join(message.reply_to)}"]
    lines += [f"{name}: {value}" for name, value in sorted(message.extra_headers.items()) if name != "Message-ID"]
    lines += [f"subject: {message.subject}", "", message.body]
    for each in message_from_bytes(message.message().as_bytes(), policy=policy.default).iter_attachments():
        words = each.get_payload(decode=True).decode(errors="replace") if each.get_content_maintype() == "text" else ""
        kind = each.get_content_type()
        lines += ["", f"file {each.get_filename()} ({kind})", words.replace("\r\n ", "").replace("\r\n", "\n")]
    return "\n".join(lines).strip()


def address_in(message, part):
    """Return the first address in a mail that contains this part."""
    candidates = [local(each) for each in re.findall(r"https?://\S+", message.body) if part in each]
    assert candidates, f"no {part} in {message.body}"
    return candidates[0]


def times_on(page):
    """Return the texts of the buttons of free slots."""
    return [
        button_words(each)
        for form in page.forms()
        for each in form.buttons
        if re.match(r"(\d{1,2}(:\d\d)?|.*\d{1,2}:\d\d)", button_words(each))
    ]
