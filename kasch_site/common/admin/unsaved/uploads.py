"""Chosen files of staff that survive a mistake in another field; see `common.forms.kept_files`."""

from kasch_site.common.forms import kept_files

from .account import account_key


class KeptUploadsMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin; it covers inlines too."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST":
            kept_files.put_back(request, account_key(request.user))
        return super().changeform_view(request, object_id, form_url, extra_context)

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
