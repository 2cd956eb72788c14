"""Long German words are divided between the parts of a compound, in the text of pages only."""

import re
from datetime import timedelta

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from events.models import Event, Occurrence
from kasch_site.common import clock
from kasch_site.common.templatetags.soft_hyphens import SOFT_HYPHEN, soft_hyphens


@pytest.mark.parametrize(
    "divided",
    [
        "Spiele-nachmittag",
        "Gymnastik-gruppe",
        "Nachbarschafts-hilfe Nähen",
        "Stadtteil-frühstück",
        "Bürger-zentrum",
        "Wohnungs-genossen-schaft",
        "Quartier-management",
        "Öffnungs-zeiten",
        "Reiß-verschlüsse",
        "Veranstal-tungen",
        "Sozialbera-tung",
    ],
)
def test_a_long_word_is_divided_where_its_parts_meet(divided):
    assert soft_hyphens(divided.replace("-", "")).replace(SOFT_HYPHEN, "-") == divided


@pytest.mark.parametrize(
    "word",
    [
        "Beratung",
        "Singen im Chor",
        "Leserinnen und Leser",
        "Mitarbeiterinnen",
        "Monatsende",
        "hundertsiebenundzwanzig",
        "Nationalsozialismus",
        "Консультация",
    ],
)
def test_short_and_ambiguous_words_stay_whole(word):
    assert soft_hyphens(word) == word


words = st.sampled_from(
    ["spiele", "nach", "mittag", "garten", "ß", "bürger", "tag", "ung", "schaft", "s", "en", "haus"]
)


@given(st.lists(words, min_size=1, max_size=9).map("".join).map(str.capitalize) | st.text(max_size=60))
def test_nothing_but_hyphens_is_added_and_no_short_piece_is_left(text):
    divided = soft_hyphens(text)
    assert divided.replace(SOFT_HYPHEN, "") == text.replace(SOFT_HYPHEN, "")
    assert SOFT_HYPHEN in text or all(len(piece) >= 4 for piece in re.findall(f"(?<={SOFT_HYPHEN})[^\\W_]+", divided))


def test_markup_in_a_title_stays_escaped():
    page = Template("{% load soft_hyphens %}{{ title|soft_hyphens }}").render(Context({"title": "<b>Spielenachmittag"}))
    assert page == f"&lt;b&gt;Spiele{SOFT_HYPHEN}nachmittag"


@pytest.mark.pages
def test_the_title_of_an_event_is_divided_in_the_text_of_pages_and_nowhere_else(client, house):
    event = Event.objects.create(title="Nachbarschaftshilfe", slug="hilfe", status=Event.Status.PUBLISHED)
    start = clock.now() + timedelta(days=1)
    Occurrence.objects.create(event=event, key="naechste", starts_at=start, ends_at=start + timedelta(hours=1))
    for address in ("/veranstaltungen/", "/veranstaltungen/2026/11/", "/veranstaltungen/hilfe/naechste/"):
        head, body = client.get(address).content.decode().split("</head>")
        assert f"Nachbarschafts{SOFT_HYPHEN}hilfe" in body
        assert SOFT_HYPHEN not in head
        assert not re.search(f'="[^"]*{SOFT_HYPHEN}', body)
    for address in ("/veranstaltungen/kalender.ics", "/veranstaltungen/neues.atom"):
        text = client.get(address).content.decode()
        assert "Nachbarschaftshilfe" in text
        assert SOFT_HYPHEN not in text
