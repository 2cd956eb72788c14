"""The rich-text editor in the admin under a Content-Security-Policy without `unsafe-inline`."""

from django.urls import reverse
from js_asset import Media

from kasch_site.common.sections import section


class RichTextAdminMixin:
    """Mixin for a ModelAdmin with a `RichTextField`, listed before it in the bases.

    The editor declares its modules in an inline import map. The policy allows that script because it carries the nonce
    of the response.
    """

    def render_change_form(self, request, context, *args, **kwargs):
        if request.user.has_perm("common.view_picture"):
            context["picture_choices_url"] = reverse("admin:common_picture_choices")
        search = section("search")
        context["own_pages_url"] = f"/{search.url_prefix}" if search else ""
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
