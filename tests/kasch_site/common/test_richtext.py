"""Nothing but harmless tags gets into the database, whichever way a text takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.richtext import clean, words
from kasch_site.pages.models import Page

EVIL = '<p onclick="x()">Hallo<script>alert(1)</script> <a href="javascript:x()">hier</a></p><img src=x onerror=y>'
HARMLESS = '<p>Hallo <a rel="noopener">hier</a></p>'


@pytest.mark.django_db
def test_a_script_does_not_survive_saving_past_the_form():
    page = Page.objects.create(title="Über uns", body=EVIL)
    assert page.body == HARMLESS
    page.refresh_from_db()
    assert page.body == HARMLESS


@pytest.mark.django_db
def test_nor_a_bulk_create_nor_an_update_nor_a_bulk_update():
    Page.objects.bulk_create([Page(title="Eins", slug="eins", body=EVIL)])
    page = Page.objects.get()
    assert page.body == HARMLESS
    Page.objects.update(body=EVIL)
    page.refresh_from_db()
    assert page.body == HARMLESS
    page.body = EVIL
    Page.objects.bulk_update([page], ["body"])
    page.refresh_from_db()
    assert page.body == HARMLESS


def test_what_the_editor_makes_survives():
    text = (
        "<h2>Eins</h2><h3>Zwei</h3><p><strong>fett</strong> <em>kursiv</em><br>neu <mark>Lücke</mark></p>"
        '<ul><li><p>a</p></li></ul><ol start="3"><li><p>b</p></li></ol><blockquote><p>c</p></blockquote>'
        '<p><a href="https://example.org" rel="noopener">x</a> <a href="/kontakt/" rel="noopener">y</a> '
        '<a href="mailto:a@example.org" rel="noopener">z</a> <a href="tel:+49371" rel="noopener">t</a></p>'
    )
    assert clean(text) == text


@pytest.mark.parametrize("nothing", ["", None, "<p></p>", "<p> </p><p><br></p>", "<p>&nbsp;</p>", "<script>x</script>"])
def test_a_text_in_which_there_is_nothing_to_read_is_empty(nothing):
    assert clean(nothing) == ""


@given(st.text(st.sampled_from("<>&\"'/=abpsx mark:;!-[]"), max_size=60) | st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert "<script" not in once.lower()


def test_words_are_what_somebody_reads():
    assert words("<h2>Im&nbsp;Sommer</h2><p>Wir feiern <b>alle</b></p><ul><li>Kuchen &amp; Tee</li></ul>") == (
        "Im Sommer Wir feiern alle Kuchen & Tee"
    )
