"""Fixtures for journeys in a real browser: Debian's Chromium, fonts, visitors and axe-core.

With JOURNEYS=all each layout journey runs in every font, its pages in each width and each colour scheme: colours do not
depend on the width or the font, so one font shows the wide page light and the narrow one dark, the next the other two.
Otherwise each journey runs once: the tests of a module alternate between the fonts, the pages of a journey between
widths and colour schemes.

No journey may send a request to another server or violate the Content-Security-Policy: both are checked at the end
of each.
"""

import os
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
from tests.journeys.fonts import MISSING, USED
from tests.support.browser.chromium import ARGUMENTS, CHROMIUM, PACKAGES
from tests.support.database.recorded import replay
from tests.support.files.plan_reader import page_texts
from tests.support.files.stored_files import copied_roots
from tests.support.pages import public_pages

# Requests to other servers are detected below; nothing is sent there.
ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
# Rules of WCAG's level AAA, which the site does not claim: contrast of 7:1.
AXE_RULES_LEFT_OUT = ["color-contrast-enhanced"]
DISPLAYS = [(1280, "light"), (1280, "dark"), (320, "dark"), (320, "light")]
EVERYTHING = os.environ.get("JOURNEYS") == "all"
SEPARATOR = "!" * 78

# Playwright runs an event loop in this thread, in which Django refuses database access by default.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def _name_of(font):
    return font.name if font else "any font"


def pytest_generate_tests(metafunc):
    """Repeat layout tests in each installed font."""
    if "layout" in metafunc.fixturenames:
        metafunc.parametrize("font", USED, indirect=True, ids=_name_of)


def pytest_collection_modifyitems(config, items):
    """Mark the journeys; without JOURNEYS=all deselect those in the fonts that are not due."""
    journeys = [item for item in items if Path(__file__).parent in item.path.parents]
    for item in journeys:
        item.add_marker(pytest.mark.browser)
    if EVERYTHING:
        return
    deselected = {item for item in journeys if not _is_its_turn(item)}
    config.hook.pytest_deselected(items=list(deselected))
    items[:] = [item for item in items if item not in deselected]


def _turn(item):
    """Return a number that rises by one from test to test and from part to part, whichever are selected."""
    place = [name for name in vars(item.module) if name.startswith("test_")].index(item.originalname)
    if not hasattr(item, "callspec"):
        return place
    fonts = {_name_of(font) for font in USED}
    return place + sum(sum(part.encode()) for part in item.callspec.id.split("-") if part not in fonts)


def _is_its_turn(item):
    return "layout" not in item.fixturenames or item.callspec.params["font"] == USED[_turn(item) % len(USED)]


def pytest_terminal_summary(terminalreporter):
    messages = [
        f"The font {font.name} is missing (Debian: {font.package}): NO layout was tested in it." for font in MISSING
    ]
    if not CHROMIUM:
        messages = [f"Chromium is missing (Debian: {PACKAGES[0]}): NOTHING was tested in a real browser."]
    for message in messages:
        terminalreporter.write_line(f"{SEPARATOR}\n{message}\n{SEPARATOR}", red=True, bold=True)


@pytest.fixture(scope="session")
def browsers(tmp_path_factory):
    """Return a function that returns headless Chromium with a font; it is launched once per font."""
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing; in CI nothing is skipped.")
        pytest.skip("Chromium is missing.")
    from playwright.sync_api import sync_playwright

    launched, folder = {}, tmp_path_factory.mktemp("fonts")
    with sync_playwright() as playwright:

        def in_font(font):
            if font not in launched:
                environment = font.environment(folder) if font else None
                launched[font] = playwright.chromium.launch(
                    executable_path=str(CHROMIUM), args=[*ARGUMENTS, ONLY_THIS_MACHINE], env=environment
                )
            return launched[font]

        yield in_font
        for chromium in launched.values():
            chromium.close()


@pytest.fixture
def font(request):
    """Return the font of this journey: layout tests run in each, the others in the first installed one."""
    font = getattr(request, "param", USED[0])
    if os.environ.get("CI") and MISSING:
        pytest.fail(f"Fonts are missing: {', '.join(font.package for font in MISSING)}.")
    return font


@pytest.fixture
def layout():
    """Mark a test as a layout test, which is repeated in each font."""


@pytest.fixture
def browser(browsers, font):
    """Return Chromium with the font of this journey."""
    return browsers(font)


@pytest.fixture(scope="session")
def server(django_db_setup):
    """Run the site; unlike `live_server` it does not flush the database."""
    running = LiveServer("localhost")
    yield running
    running.stop()


@pytest.fixture
def site(server, transactional_db):
    """Return the URL of the running site, with a database that is flushed after the journey."""
    return server.url


@pytest.fixture(scope="module")
def shared_demo_house(server, recorded_demo_house, django_db_blocker, tmp_path_factory):
    """Return URL and pages of the demo house, loaded once for a module whose journeys change nothing."""
    rows, folder = recorded_demo_house
    media = override_settings(**copied_roots(folder, tmp_path_factory.mktemp("shared")))
    with django_db_blocker.unblock(), time_machine.travel(DEMO_TIME), media:
        replay(rows)
        public_pages.add_page_in_another_language()
        yield server.url, public_pages.public_paths()
        call_command("flush", verbosity=0, interactive=False)
    versions.clear_all()


@pytest.fixture
def shared_site(shared_demo_house, db):
    """Return the `site` of a module whose journeys change nothing; the database is not flushed between them."""
    return shared_demo_house[0]


@pytest.fixture
def public_paths(shared_demo_house):
    """Return the URLs of all public pages of the shared demo house."""
    return shared_demo_house[1]


@pytest.fixture
def visitor(browser, site):
    """Return a function that opens a page as a visitor of some kind; relative URLs are those of the running site."""
    contexts, external_requests, csp_violations = [], [], []

    def record_external_requests(request):
        if not request.url.startswith((site + "/", "data:")):
            external_requests.append(request.url)

    def record_csp_violations(message):
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            csp_violations.append(message.text)

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
        # Intercepting each request would disable the browser's cache, which is slow.
        context.on("request", record_external_requests)
        page = context.new_page()
        page.on("console", record_csp_violations)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not external_requests, f"requests to other servers: {external_requests}"
    assert not csp_violations, f"violations of the Content-Security-Policy: {csp_violations}"


@pytest.fixture
def page(visitor):
    """Return a page with a desktop width, light, with JavaScript."""
    return visitor()


@pytest.fixture(autouse=True)
def usual_time():
    """Let journeys run at the time of the machine, like the browser they use."""


@pytest.fixture
def advance_minutes(time_machine):
    """Return a function that advances the server's clock; the browser does not wait."""
    time_machine.move_to(datetime.now(UTC))
    return lambda number: time_machine.shift(number * 60)


@pytest.fixture
def role():
    """Return the role of the member of staff; modules may override it."""
    return EDITORS


@pytest.fixture
def staff_user(house, transactional_db, role):
    """Return a member of staff."""
    from django.contrib.auth.models import Group

    from kasch_site.accounts.models import User

    user = User.objects.create_user("erika", first_name="Erika", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def open_as_staff(visitor, site, staff_user, client):
    """Return a function that opens a page as the logged-in member of staff."""

    def open_page(**options):
        page = visitor(**options)
        client.force_login(staff_user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        return page

    return open_page


@pytest.fixture
def axe(axe_core, font):
    """Return a function that checks a page with axe-core, in the first font only: no rule depends on the font."""
    return axe_core if font == USED[0] or not EVERYTHING else lambda page, without=(): None


@pytest.fixture(scope="session")
def axe_core():
    """Return a function that checks a page with all rules of axe-core, also those that are off by default or
    experimental, and fails with what it finds, but for the rules in `without`.
    """
    from axe_playwright_python.sync_playwright import Axe

    tool = Axe()

    def check(page, without=()):
        page.wait_for_load_state()
        if not page.evaluate("'axe' in window"):
            page.evaluate(tool.axe_script)
        deselected = {*AXE_RULES_LEFT_OUT, *without}
        rules = page.evaluate("axe.getRules().map(rule => rule.ruleId)")
        assert {"label-content-name-mismatch", "target-size", *deselected} <= set(rules)
        options = {
            "rules": {rule: {"enabled": rule not in deselected} for rule in rules},
            "reporter": "no-passes",
            # To read imported style sheets axe would add style elements, which the CSP refuses.
            "preload": False,
        }
        violations = page.evaluate("options => axe.run(options)", options)["violations"]
        lines = [
            f"{violation['id']}: {violation['help']}\n    "
            + "\n    ".join(node["html"][:300] for node in violation["nodes"])
            for violation in violations
        ]
        assert not violations, f"{page.url}\n" + "\n".join(lines)

    return check


@pytest.fixture
def each_display(request, layout, font):
    """Return a generator function that displays a page on phone and desktop, light and dark, and yields a label each.

    The page is loaded once: only its style sheet depends on width and colour scheme. Colour transitions of the admin's
    style sheet are finished first. Without JOURNEYS=all a page is displayed in one of these combinations, the next page
    in the next one.
    """
    finish_transitions = """() => document.getAnimations().filter(animation => animation instanceof CSSTransition)
        .forEach(animation => animation.finish())"""
    turns = count(_turn(request.node))
    displays = DISPLAYS[USED.index(font) % 2 :: 2] if len(USED) > 1 else DISPLAYS

    def show(page):
        for width, scheme in displays if EVERYTHING else [DISPLAYS[next(turns) % len(DISPLAYS)]]:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            page.evaluate(finish_transitions)
            yield f"{scheme}, {width} px"

    return show


@pytest.fixture
def sheets(layout):
    """Return a function that prints a page and returns the text of each sheet."""
    return lambda page: page_texts(page.pdf(prefer_css_page_size=True))


@pytest.fixture
def overflow(layout):
    """Return a function that lists the elements that overflow a page horizontally."""
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
        # A link that was followed is answered before its style sheets are there.
        page.wait_for_load_state()
        return page.evaluate(script) or (
            ["the page itself"]
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            else []
        )

    return measure
