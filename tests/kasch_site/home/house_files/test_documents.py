"""PDF files of a house, and the pages that offer them or show pictures in their text."""

import pytest
from PIL import Image

from kasch_site.documents.models import Document
from kasch_site.home import house_files
from kasch_site.home.house_files import HouseFileError
from kasch_site.pages.models import Page
from tests.support.files.hostile_pdfs import small_pdf

pytestmark = [pytest.mark.django_db, pytest.mark.real_time]
DOCUMENT = '[[document]]\nname = "form"\ntitle = "Anmeldung"\nfile = "{file}"\n'
PICTURE = '[[picture]]\nname = "hall"\ntitle = "Saal"\nalt = "Ein heller Saal"\nfile = "hall.png"\n'
PAGE = '[[page]]\ntitle = "Räume"\nfile = "rooms.html"\n'


@pytest.fixture
def load(folder, settings, tmp_path):
    """Return a function that loads the house with a page, a picture, and a document."""
    settings.LOCKED_ROOT = tmp_path / "locked"
    for name in ("documents", "pictures", "pages"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "documents" / "form.pdf").write_bytes(small_pdf(pages=2))
    (folder / "documents" / "form.txt").write_text("kein PDF")
    (folder / "pictures.toml").write_text(PICTURE)
    Image.new("RGB", (40, 30), "#336699").save(folder / "pictures" / "hall.png")

    def write_and_load(text="<p>Wir</p>", line="", file="form.pdf"):
        (folder / "documents.toml").write_text(DOCUMENT.format(file=file))
        (folder / "pages" / "rooms.html").write_text(text)
        (folder / "pages.toml").write_text(PAGE + line)
        house_files.load(folder)

    return write_and_load


def test_a_page_offers_a_pdf_of_the_folder_and_shows_a_picture_by_its_name(load):
    load('<p>Wir</p><figure data-picture="hall"></figure>', 'documents = ["form"]')
    page = Page.objects.get(title="Räume")
    [document] = page.documents.all()
    assert (document.get_absolute_url(), document.page_count) == ("/dateien/form.pdf", 2)
    assert page.body.startswith('<p>Wir</p><figure data-picture="')
    assert [page.title for page in Document.objects.get().used_by()] == ["Räume"]


def test_invalid_entries_are_reported(load):
    with pytest.raises(HouseFileError, match=r"documents.toml, document 1 \(form\), file: Die Datei ist kein PDF"):
        load(file="form.txt")
    with pytest.raises(HouseFileError, match=r"pages.toml, page 1 \(Räume\), file: there is no picture 'yard'"):
        load('<figure data-picture="yard"></figure>')
    with pytest.raises(HouseFileError, match="documents: there is no 'flyer'"):
        load(line='documents = ["flyer"]')
