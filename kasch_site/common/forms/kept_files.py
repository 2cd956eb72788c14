"""Chosen files that survive a mistake in another field.

A browser cannot fill in a file field, so a form that is shown again would have lost the file. It is kept for a day as
its field has cleaned it, and the form carries a token instead. When the form is sent again the file is put back among
the uploads of the request, and its field validates it as usual. Only the `owner` that chose it can use the token: an
account of staff, or one public form (`form_owner`).
"""

import secrets
from datetime import datetime, timedelta
from io import BytesIO

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.template.loader import render_to_string
from django.utils.html import format_html

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.common.media.images import MAX_BYTES
from kasch_site.common.models import KeptUpload

TOKEN = "_kept-"  # noqa: S105 - the prefix of a form field
DROP = "_drop-"
UPLOAD_RETENTION = timedelta(days=1)
MAX_UPLOADS = 5  # of one owner; the oldest go first
MAX_PUBLIC_UPLOADS = 200  # of all public forms together; the oldest go first
_PUBLIC = "form "


class KeptFileInput(forms.FileInput):
    """The file input of a field, with the name and the token of the file that was chosen before."""

    def __init__(self, widget, file_name, token, is_required):
        super().__init__(widget.attrs)
        self.widget, self.file_name, self.token, self.can_drop = widget, file_name, token, not is_required

    def render(self, name, value, attrs=None, renderer=None):
        context = {"name": self.file_name, "token_name": f"{TOKEN}{name}", "token": self.token}
        context |= {"drop_name": f"{DROP}{name}", "can_drop": self.can_drop}
        kept = render_to_string("forms/kept_file.html", context)
        return format_html("{}{}", kept, self.widget.render(name, None, attrs, renderer))


def form_owner(form_id) -> str:
    """Return the owner of the files of one public form, by the UUID in its signed token (`guard.FormStamp`)."""
    return f"{_PUBLIC}{form_id.hex}"


def keep(owner: str, name: str, content: bytes) -> str:
    """Keep a file for a day; return its token, or "" if it is too large."""
    if len(content) > MAX_BYTES:
        return ""
    token = secrets.token_urlsafe(32)
    KeptUpload.objects.create(fingerprint=fingerprint(token), owner=owner, name=name[-200:], content=content)
    _erase_oldest(KeptUpload.objects.filter(owner=owner), MAX_UPLOADS)
    if owner.startswith(_PUBLIC):
        _erase_oldest(KeptUpload.objects.filter(owner__startswith=_PUBLIC), MAX_PUBLIC_UPLOADS)
    return token


def find(owner: str, token: str) -> KeptUpload | None:
    """Return the file that this owner has kept under the token."""
    since = clock.now() - UPLOAD_RETENTION
    return KeptUpload.objects.filter(fingerprint=fingerprint(token), owner=owner, created_at__gt=since).first()


def purge(before: datetime) -> int:
    """Erase files whose day is over; return their number."""
    return KeptUpload.objects.filter(created_at__lt=before - UPLOAD_RETENTION).delete()[0]


def restore_uploads(request, owner: str) -> None:
    """Put kept files among the uploads of the request, unless another one was chosen or the file is not wanted."""
    for field in [name.removeprefix(TOKEN) for name in request.POST if name.startswith(TOKEN)][:MAX_UPLOADS]:
        token = request.POST[f"{TOKEN}{field}"]
        kept = find(owner, token) if field not in request.FILES else None
        if kept is not None and f"{DROP}{field}" not in request.POST:
            content = bytes(kept.content)
            upload = InMemoryUploadedFile(BytesIO(content), field, kept.name, None, len(content), None)
            upload.kept_token = token
            request.FILES[field] = upload


def keep_files(request, form: forms.BaseForm, owner: str) -> None:
    """Keep the valid files of a bound form that is shown again, and show their names beside the fields."""
    for name, field in form.fields.items():
        upload = request.FILES.get(form.add_prefix(name)) if isinstance(field, forms.FileField) else None
        cleaned = getattr(form, "cleaned_data", {}).get(name) if upload and name not in form.errors else None
        if cleaned:
            token = getattr(upload, "kept_token", "") or keep(owner, upload.name, _content(cleaned))
            if token:
                field.widget = KeptFileInput(field.widget, upload.name, token, field.required)


def discard_all(request, owner: str) -> None:
    """Erase the kept files of a form that was saved."""
    tokens = [fingerprint(request.POST[name]) for name in request.POST if name.startswith(TOKEN)][:MAX_UPLOADS]
    if tokens:
        KeptUpload.objects.filter(owner=owner, fingerprint__in=tokens).delete()


def _content(file) -> bytes:
    file.seek(0)
    return file.read()


def _erase_oldest(kept, maximum):
    """Erase all but the newest `maximum` of these rows."""
    newest = kept.order_by("-created_at", "-pk").values_list("pk", flat=True)
    KeptUpload.objects.filter(pk__in=list(newest[maximum:])).delete()
