"""Files to be saved by the browser."""

from kasch_site.common.export.download import download


def test_a_download_is_saved_under_its_name_and_stored_by_no_cache():
    response = download(b"1;2", "text/csv", "Zahlen für 2026.csv")
    assert response.content == b"1;2"
    assert response["Content-Type"] == "text/csv"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Zahlen%20f%C3%BCr%202026.csv"
    assert response["Cache-Control"] == "no-store"
