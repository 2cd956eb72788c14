"""The rich-text editor in the admin under a Content-Security-Policy without `unsafe-inline`."""

from js_asset import Media


class RichTextAdminMixin:
    """For a ModelAdmin with a `RichTextField`, named before it in the list of bases.

    The editor tells the browser where its modules lie in an inline import map. The policy lets that one script through
    because it carries the nonce of this answer.
    """

    def render_change_form(self, request, context, *args, **kwargs):
        context["media"] = Media.from_media(context["media"], nonce=str(request.csp_nonce))
        return super().render_change_form(request, context, *args, **kwargs)
