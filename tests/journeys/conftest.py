"""What walks in a real browser share: Debian's Chromium, visitors of all kinds, and axe-core.

No walk may ask another server for anything, and none may break the Content-Security-Policy: both are checked at the
end of each.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kasch_site.common.roles import EDITORS

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Whoever asks another server is found out below; nothing is sent there.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Widths change where things are, schemes their colours: two ways show all of both, and `make prove` looks at all four.
WAYS = [(1280, "light"), (320, "dark"), (1280, "dark"), (320, "light")]
if os.environ.get("HYPOTHESIS_PROFILE") != "prove":
    WAYS = WAYS[:2]
LOUD = "!" * 78

# Playwright keeps an event loop in this thread, where Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter):
    if not CHROMIUM.exists():
        message = f"{LOUD}\n{CHROMIUM} is missing: NOTHING was tried in a real browser.\n{LOUD}"
        terminalreporter.write_line(message, red=True, bold=True)


@pytest.fixture(scope="session")
def browser():
    """Chromium without a window."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing; in CI nothing is skipped.")
        pytest.skip(f"{CHROMIUM} is missing.")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser, live_server):
    """A function that opens a page as a visitor of some kind; addresses are those of the running site."""
    contexts, strangers, refusals = [], [], []

    def listen_for_strangers(request):
        if not request.url.startswith((live_server.url + "/", "data:")):
            strangers.append(request.url)

    def listen(message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            refusals.append(message.text)

    def open_page(*, width=1280, height=900, dark=False, js=True, **options):
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=js,
            locale="de-DE",
            reduced_motion="reduce",
            service_workers="block",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        # To stop each request and let it go on would take the browser its cache, and much of the time of a walk.
        context.on("request", listen_for_strangers)
        page = context.new_page()
        page.on("console", listen)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not strangers, f"asked another server: {strangers}"
    assert not refusals, f"against the Content-Security-Policy: {refusals}"


@pytest.fixture
def page(visitor):
    """A page at a desk, in light, with JavaScript."""
    return visitor()


@pytest.fixture
def minutes(time_machine):
    """A function that lets time pass for the house; the browser does not wait."""
    time_machine.move_to(datetime.now(UTC))
    return lambda number: time_machine.shift(number * 60)


@pytest.fixture
def role():
    """Of which role the colleague at work is; a module may say otherwise."""
    return EDITORS


@pytest.fixture
def colleague(house, transactional_db, role):
    """Somebody of the staff."""
    from django.contrib.auth.models import Group, User

    user = User.objects.create_user("erika", first_name="Erika", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def at_work(visitor, colleague, client):
    """A function that opens a page as the colleague, who has logged in."""

    def open_page(**options):
        page = visitor(**options)
        client.force_login(colleague)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.goto("/robots.txt")
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": page.url}])
        return page

    return open_page


@pytest.fixture
def axe():
    """A function that lets axe-core look at a page and fails with what it finds, but for the rules in `without`."""
    from axe_playwright_python.sync_playwright import Axe

    tool = Axe()

    def look(page, without=()):
        options = {
            "runOnly": {"type": "tag", "values": AXE_TAGS},
            "rules": {"target-size": {"enabled": True}, **{rule: {"enabled": False} for rule in without}},
            "reporter": "no-passes",
            # To look into imported sheets axe would write style elements, which the policy refuses.
            "preload": False,
        }
        if not page.evaluate("'axe' in window"):
            page.evaluate(tool.axe_script)
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        lines = [
            f"{each['id']}: {each['help']}\n    " + "\n    ".join(node["html"][:300] for node in each["nodes"])
            for each in found
        ]
        assert not found, f"{page.url}\n" + "\n".join(lines)

    return look


@pytest.fixture
def every_way():
    """A function that shows a page on a phone and at a desk, in light and dark, and says each time which of these.

    The page is loaded once: only its style sheet asks for width and colours. What the sheet of the administration
    fades from one colour to the other is put to its end.
    """
    arrive = """() => document.getAnimations().filter(each => each instanceof CSSTransition)
        .forEach(each => each.finish())"""

    def show(page):
        for width, scheme in WAYS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(arrive)
            yield f"{scheme}, {width} px"

    return show


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[1]}, {way[0]} px")
def way(request):
    """How a visitor looks at the pages, for a walk that is repeated in each way: width, and whether it is dark."""
    width, scheme = request.param
    return {"width": width, "dark": scheme == "dark"}


@pytest.fixture
def overflow():
    """A function that names what sticks out of a page sideways; an empty list is a page that fits."""
    script = """() => {
        const wide = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= wide) return [];
        return [...document.body.querySelectorAll("*")]
            .filter(element => {
                const box = element.getBoundingClientRect();
                return box.width && (box.right > wide + 1 || box.left < -1);
            })
            .map(element => element.outerHTML.slice(0, 160));
    }"""

    def measure(page):
        return page.evaluate(script) or (
            ["the page itself"]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            else []
        )

    return measure
