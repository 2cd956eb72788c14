"""What journeys in a real browser share: Debian's Chromium, its fonts, visitors of all kinds, and axe-core.

With JOURNEYS=all each journey is repeated in every font, width and colour scheme. Without, it is done once: the
journeys of a module take turns in the fonts, the pages of a journey in widths and schemes.

No journey may ask another server for anything, and none may break the Content-Security-Policy: both are checked at
the end of each.
"""

import os
import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from kasch_site.accounts.roles import EDITORS
from kasch_site.common.caching import versions
from tests.conftest import DEMO_TIME
from tests.journeys.fonts import MISSING, TRIED
from tests.support import public_pages
from tests.support.plan_reader import page_texts
from tests.support.recorded import replay

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
# Rules of WCAG's level AAA, which the site does not claim: contrast of 7:1.
AXE_RULES_LEFT_OUT = ["color-contrast-enhanced"]
WAYS = [(1280, "light"), (320, "dark"), (1280, "dark"), (320, "light")]
EVERYTHING = os.environ.get("JOURNEYS") == "all"
LOUD = "!" * 78

# Playwright keeps an event loop in this thread, where Django would refuse to touch the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _name_of(font):
    return font.name if font else "any font"


def pytest_generate_tests(metafunc):
    """Repeat what asserts a layout in each font; where one is missing, with the other alone."""
    if "layout" in metafunc.fixturenames:
        metafunc.parametrize("font", TRIED, indirect=True, ids=_name_of)


def pytest_collection_modifyitems(config, items):
    """Mark the journeys, and leave out those in the font whose turn it is not."""
    journeys = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in journeys:
        item.add_marker(pytest.mark.browser)
    if EVERYTHING:
        return
    left_out = {item for item in journeys if not _is_its_turn(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _turn(item):
    """A number that goes up by one from test to test and from part to part, whichever of them are selected."""
    place = [name for name in vars(item.module) if name.startswith("test_")].index(item.originalname)
    if not hasattr(item, "callspec"):
        return place
    fonts = {_name_of(font) for font in TRIED}
    return place + sum(sum(part.encode()) for part in item.callspec.id.split("-") if part not in fonts)


def _is_its_turn(item):
    return "layout" not in item.fixturenames or item.callspec.params["font"] == TRIED[_turn(item) % len(TRIED)]


def pytest_terminal_summary(terminalreporter):
    messages = [
        f"The font {font.name} is missing (Debian: {font.package}): NO layout was tried in it." for font in MISSING
    ]
    if not CHROMIUM.exists():
        messages = [f"{CHROMIUM} is missing: NOTHING was tried in a real browser."]
    for message in messages:
        terminalreporter.write_line(f"{LOUD}\n{message}\n{LOUD}", red=True, bold=True)


@pytest.fixture(scope="session")
def browsers(tmp_path_factory):
    """A function that gives Chromium without a window in one of the fonts; it is launched once for each."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(f"{CHROMIUM} is missing; in CI nothing is skipped.")
        pytest.skip(f"{CHROMIUM} is missing.")
    from playwright.sync_api import sync_playwright

    launched, folder = {}, tmp_path_factory.mktemp("fonts")
    with sync_playwright() as playwright:

        def in_font(font):
            if font not in launched:
                environment = font.environment(folder) if font else None
                launched[font] = playwright.chromium.launch(
                    executable_path=str(CHROMIUM), args=ARGUMENTS, env=environment
                )
            return launched[font]

        yield in_font
        for chromium in launched.values():
            chromium.close()


@pytest.fixture
def font(request):
    """The font of this journey: those that assert a layout are repeated in each, the others take the first there is."""
    font = getattr(request, "param", TRIED[0])
    if os.environ.get("CI") and MISSING:
        pytest.fail(f"Fonts are missing: {', '.join(each.package for each in MISSING)}.")
    return font


@pytest.fixture
def layout():
    """Says that a test asserts a layout, and is to be repeated in each font."""


@pytest.fixture
def browser(browsers, font):
    """Chromium in the font of this journey."""
    return browsers(font)


@pytest.fixture(scope="session")
def server(django_db_setup):
    """The running site; unlike `live_server` it leaves to others when the database is emptied."""
    running = LiveServer("localhost")
    yield running
    running.stop()


@pytest.fixture
def site(server, transactional_db):
    """The address of the running site, with a database that is emptied after the journey."""
    return server.url


@pytest.fixture(scope="module")
def shared_demo_house(server, recorded_demo_house, django_db_blocker, tmp_path_factory):
    """The running demo house, loaded once for a module whose journeys change nothing; gives its address and pages."""
    rows, folder = recorded_demo_house
    media = override_settings(MEDIA_ROOT=shutil.copytree(folder, tmp_path_factory.mktemp("shared") / "media"))
    with django_db_blocker.unblock(), time_machine.travel(DEMO_TIME), media:
        replay(rows)
        public_pages.add_page_in_another_language()
        yield server.url, public_pages.public_paths()
        call_command("flush", verbosity=0, interactive=False)
    versions.clear_all()


@pytest.fixture
def shared_site(shared_demo_house, db):
    """The `site` of a module whose journeys change nothing; the database is not emptied between them."""
    return shared_demo_house[0]


@pytest.fixture
def public_paths(shared_demo_house):
    """Addresses of all public pages of the shared demo house."""
    return shared_demo_house[1]


@pytest.fixture
def visitor(browser, site):
    """A function that opens a page as a visitor of some kind; addresses are those of the running site."""
    contexts, strangers, refusals = [], [], []

    def listen_for_strangers(request):
        if not request.url.startswith((site + "/", "data:")):
            strangers.append(request.url)

    def listen(message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            refusals.append(message.text)

    def open_page(*, width=1280, height=900, dark=False, js=True, **options):
        context = browser.new_context(
            base_url=site,
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
    from django.contrib.auth.models import Group

    from kasch_site.accounts.models import User

    user = User.objects.create_user("erika", first_name="Erika", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def at_work(visitor, site, colleague, client):
    """A function that opens a page as the colleague, who has logged in."""

    def open_page(**options):
        page = visitor(**options)
        client.force_login(colleague)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return page

    return open_page


@pytest.fixture(scope="session")
def axe():
    """A function that lets axe-core look at a page with all its rules, those too that are off by default or
    experimental, and fails with what it finds, but for the rules in `without`.
    """
    from axe_playwright_python.sync_playwright import Axe

    tool = Axe()

    def look(page, without=()):
        if not page.evaluate("'axe' in window"):
            page.evaluate(tool.axe_script)
        left_out = {*AXE_RULES_LEFT_OUT, *without}
        rules = page.evaluate("axe.getRules().map(rule => rule.ruleId)")
        assert {"label-content-name-mismatch", "target-size", *left_out} <= set(rules)
        options = {
            "rules": {rule: {"enabled": rule not in left_out} for rule in rules},
            "reporter": "no-passes",
            # To look into imported sheets axe would write style elements, which the policy refuses.
            "preload": False,
        }
        found = page.evaluate("options => axe.run(options)", options)["violations"]
        lines = [
            f"{each['id']}: {each['help']}\n    " + "\n    ".join(node["html"][:300] for node in each["nodes"])
            for each in found
        ]
        assert not found, f"{page.url}\n" + "\n".join(lines)

    return look


@pytest.fixture
def every_way(request, layout):
    """A function that shows a page on a phone and at a desk, in light and dark, and says each time which of these.

    The page is loaded once: only its style sheet asks for width and colours. What the sheet of the administration
    fades from one colour to the other is put to its end. Without JOURNEYS=all a page is shown in one of these ways,
    and the next page in the next.
    """
    arrive = """() => document.getAnimations().filter(each => each instanceof CSSTransition)
        .forEach(each => each.finish())"""
    turns = count(_turn(request.node))

    def show(page):
        for width, scheme in WAYS if EVERYTHING else [WAYS[next(turns) % len(WAYS)]]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(arrive)
            yield f"{scheme}, {width} px"

    return show


@pytest.fixture
def sheets(layout):
    """A function that prints a page and returns the text of each sheet of paper."""
    return lambda page: page_texts(page.pdf(prefer_css_page_size=True))


@pytest.fixture
def overflow(layout):
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
