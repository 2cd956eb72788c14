"""Files kept for public forms: of one form each, and together a limited number."""

from uuid import uuid4

import pytest

from kasch_site.common.forms import kept_files
from kasch_site.common.models import KeptUpload

pytestmark = pytest.mark.django_db


def test_the_file_of_one_form_is_not_found_from_another():
    mine, other = kept_files.form_owner(uuid4()), kept_files.form_owner(uuid4())
    token = kept_files.keep(mine, "foto.jpg", b"pixels")
    assert bytes(kept_files.find(mine, token).content) == b"pixels"
    assert kept_files.find(other, token) is None


def test_public_forms_together_keep_a_limited_number_and_staff_lose_nothing(monkeypatch):
    monkeypatch.setattr(kept_files, "MAX_PUBLIC_UPLOADS", 3)
    of_staff = kept_files.keep("account", "plakat.jpg", b"pixels")
    owners = [kept_files.form_owner(uuid4()) for _ in range(5)]
    tokens = [kept_files.keep(owner, "foto.jpg", b"pixels") for owner in owners]
    found = [kept_files.find(owner, token) is not None for owner, token in zip(owners, tokens, strict=True)]
    assert found == [False, False, True, True, True]
    assert kept_files.find("account", of_staff)
    assert KeptUpload.objects.count() == 4
