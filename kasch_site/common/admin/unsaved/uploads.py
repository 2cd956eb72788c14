"""Files that staff upload: examined before a transaction, and kept when another field has a mistake.

See `common.forms.examined_files` and `common.forms.kept_files`.
"""

from kasch_site.common.forms import kept_files
from kasch_site.common.forms.examined_files import ExaminedFileField

from .account import account_key


class KeptUploadsMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin; it covers inlines too."""

    def add_view(self, request, form_url="", extra_context=None):
        self._receive(request, self.has_add_permission(request))
        return super().add_view(request, form_url, extra_context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        self._receive(request, self.has_change_permission(request))
        return super().change_view(request, object_id, form_url, extra_context)

    def _receive(self, request, is_allowed):
        """Put kept files back and examine all files before `changeform_view` begins a transaction.

        SQLite has one transaction at a time that may write: nobody could save anything while a large file is examined.
        """
        if request.method != "POST" or not is_allowed:
            return
        kept_files.restore_uploads(request, account_key(request.user))
        for name, upload in request.FILES.items():
            field = self.form.base_fields.get(name)
            if isinstance(field, ExaminedFileField):
                field.examine(upload)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        for form in [context["adminform"].form, *(form for formset in formsets for form in formset.forms)]:
            if form.is_bound:
                kept_files.keep_files(request, form, account_key(request.user))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(self, request, obj, post_url_continue=None):
        kept_files.discard_all(request, account_key(request.user))
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        kept_files.discard_all(request, account_key(request.user))
        return super().response_change(request, obj)
