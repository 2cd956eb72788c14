"""What each role of staff sees: every list, form and page that links lead to, and what every button answers."""

from contextlib import contextmanager

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.cache import caches
from django.db import transaction
from django.urls import resolve

from kasch_site.common.caching import versions
from tests.crawl.browser import button_words, route_of
from tests.crawl.everything import walk

START = "/admin/"
MAX_BUTTONS = 8  # of one form; more are the free times of a month


def key_of(answer) -> str:
    """What tells a page from others without its address: the way to it, its title, what is chosen there."""
    tree = answer.tree
    crumbs = [each for each in tree if "breadcrumbs" in each.get("class", "").split() or each.tag == "ol"]
    path = " ".join(crumbs[0].text.split()) if crumbs and crumbs[0].tag == "div" else ""
    titles = [each.text for each in tree.all("title")]
    return " | ".join(filter(None, [path, titles[0] if titles else f"{answer.status} {answer.kind}"]))


def most_with_filters(address) -> int:
    """One of each kind of record, two of each page of our own, each filter of a list once."""
    path, names = route_of(address)
    is_list = (resolve(address.partition("?")[0]).url_name or "").endswith("_changelist")
    if names:
        return 0 if is_list and "," in names else 1
    return 1 if "object_id" in path else 2


def most_without_filters(address) -> int:
    """The same, lists as they are."""
    return 0 if route_of(address)[1] else most_with_filters(address)


def may_enter(address) -> bool:
    """Whether an address belongs to the administration and looking at it changes nothing for who looks."""
    return address.startswith(START) and not address.startswith(("/admin/logout/", "/admin/jsi18n/"))


def look_around(browser, most, afterwards=()):
    """Yield each page that links lead to from the first one, so many of each route; see `walk`."""
    return walk(browser, [START], most, may_enter, afterwards)


def press_everything(browser, answer, pressed):
    """Press each button of each form of a page once for its kind, as the form is, and what is asked then once more.

    Yields the words of the button and the answer. Nothing of it remains.
    """
    for place, form in enumerate(answer.forms()):
        if form.method != "post" or not any(each.tag == "main" for each in form.element.above):
            continue
        for button in form.buttons:
            words = button_words(button)
            kind = (route_of(answer.address)[0], place, words)
            # To save and then look elsewhere is to save.
            if kind in pressed or " und " in words:
                continue
            pressed.add(kind)
            if sum(each[:2] == kind[:2] for each in pressed) > MAX_BUTTONS:
                break
            for said, pairs in _ways_to_press(form, button, "/add/" in answer.address):
                with nothing_remains(browser):
                    sent = browser.post(form.address, pairs)
                    yield said, sent
                    for more, confirmed in _confirm(browser, sent, answer):
                        yield f"{said}, {more}", confirmed


def _ways_to_press(form, button, is_new):
    """What is sent by a button, with words for it; in a list each of its actions for the first records."""
    words = button_words(button)
    if is_new:
        yield words, form.emptied(button)
        return
    yield words, form.data((), button)
    ticks = [each for each in form.controls if each.get("name") == ACTION_CHECKBOX_NAME][:2]
    chosen = [(ACTION_CHECKBOX_NAME, each["value"]) for each in ticks]
    actions = [each for each in form.controls if each.tag == "select" and each.get("name") == "action"]
    # A list has its choice of actions above and below; both are the same.
    for option in actions[0].all("option") if actions and chosen and words == "Ausführen" else ():
        if option.get("value"):
            pairs = [pair for pair in form.data((), button) if pair[0] != "action"]
            yield f"{words}: {option.text}", [*pairs, *chosen, ("action", option["value"])]


def _confirm(browser, sent, before):
    """Press the first button of a question that has come as the answer itself."""
    if sent.response.request["REQUEST_METHOD"] != "POST":
        return
    questions = [form for form in sent.forms() if form.method == "post" and form.buttons]
    questions = [form for form in questions if any(each.tag == "main" for each in form.element.above)]
    if sent.status == 200 and questions and sent.heading != before.heading:
        form, button = questions[0], questions[0].buttons[0]
        yield button_words(button), browser.post(form.address, form.data((), button))


@contextmanager
def nothing_remains(browser):
    """Undo what is done inside, with what was remembered of it."""
    cookies = browser.client.cookies.output()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    versions.clear_all()
    for cache in caches.all(initialized_only=True):
        cache.clear()
    browser.client.cookies.load(cookies.replace("Set-Cookie: ", ""))
