"""Chosen files that survive a mistake in another field.

A browser cannot fill in a file field, so a form that is shown again would have lost the file. It is kept for a day as
its field has cleaned it, and the form carries a token instead. When the form is sent again the file is put back among
the uploads of the request, and its field validates it as usual. Only the account that chose it can use the token.
"""

import secrets
from datetime import timedelta
from io import BytesIO

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.template.loader import render_to_string
from django.utils.html import format_html

from kasch_site.common import clock
from kasch_site.common.fingerprints import fingerprint
from kasch_site.common.media.images import MAX_BYTES
from kasch_site.common.models import KeptUpload

from .account import account_key

TOKEN = "_kept-"  # noqa: S105 - the prefix of a form field
DROP = "_drop-"
UPLOAD_RETENTION = timedelta(days=1)
MAX_UPLOADS = 5  # of one account; the oldest go first


class KeptUploadsMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin; it covers inlines too."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            _put_back(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        for form in [context["adminform"].form, *(form for formset in formsets for form in formset.forms)]:
            if form.is_bound:
                _keep_files(request, form)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        _forget(request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        _forget(request)
        return super().response_change(request, obj)


class KeptFileInput(forms.FileInput):
    """The file input of a field, with the name and the token of the file that was chosen before."""

    def __init__(self, widget, upload, token, is_required):
        super().__init__(widget.attrs)
        self.widget, self.upload, self.token, self.can_drop = widget, upload, token, not is_required

    def render(self, name, value, attrs=None, renderer=None):
        context = {"name": self.upload, "token_name": f"{TOKEN}{name}", "token": self.token}
        context |= {"drop_name": f"{DROP}{name}", "can_drop": self.can_drop}
        kept = render_to_string("admin/unsaved/kept_file.html", context)
        return format_html("{}{}", kept, self.widget.render(name, None, attrs, renderer))


def keep(account: str, name: str, content: bytes) -> str:
    """Keep a file for a day; return its token, or "" if it is too large."""
    if len(content) > MAX_BYTES:
        return ""
    token = secrets.token_urlsafe(32)
    KeptUpload.objects.create(fingerprint=fingerprint(token), account=account, name=name[-200:], content=content)
    kept = KeptUpload.objects.filter(account=account).order_by("-created_at", "-pk")
    kept.filter(pk__in=list(kept.values_list("pk", flat=True)[MAX_UPLOADS:])).delete()
    return token


def find(account: str, token: str) -> KeptUpload | None:
    """Return the file that this account has kept under the token."""
    since = clock.now() - UPLOAD_RETENTION
    return KeptUpload.objects.filter(fingerprint=fingerprint(token), account=account, created_at__gt=since).first()


def purge(before) -> int:
    """Erase files whose day is over; return their number."""
    return KeptUpload.objects.filter(created_at__lt=before - UPLOAD_RETENTION).delete()[0]


def _put_back(request):
    """Put kept files among the uploads of the request, unless another one was chosen or the file is not wanted."""
    for field in [name.removeprefix(TOKEN) for name in request.POST if name.startswith(TOKEN)]:
        token = request.POST[f"{TOKEN}{field}"]
        kept = find(account_key(request.user), token) if field not in request.FILES else None
        if kept is not None and f"{DROP}{field}" not in request.POST:
            content = bytes(kept.content)
            upload = InMemoryUploadedFile(BytesIO(content), field, kept.name, None, len(content), None)
            upload.kept_token = token
            request.FILES[field] = upload


def _keep_files(request, form):
    """Keep the valid files of a form that is shown again, and show their names beside the fields."""
    for name, field in form.fields.items():
        upload = request.FILES.get(form.add_prefix(name)) if isinstance(field, forms.FileField) else None
        cleaned = getattr(form, "cleaned_data", {}).get(name) if upload and name not in form.errors else None
        if cleaned:
            token = getattr(upload, "kept_token", "") or keep(account_key(request.user), upload.name, _content(cleaned))
            if token:
                field.widget = KeptFileInput(field.widget, upload.name, token, field.required)


def _content(file) -> bytes:
    file.seek(0)
    return file.read()


def _forget(request):
    """Erase the kept files of a form that was saved."""
    tokens = [fingerprint(request.POST[name]) for name in request.POST if name.startswith(TOKEN)]
    if tokens:
        KeptUpload.objects.filter(account=account_key(request.user), fingerprint__in=tokens).delete()
