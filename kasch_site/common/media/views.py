"""Serving the pictures ourselves, where no web server stands in front."""

from django.conf import settings
from django.views.decorators.http import require_safe
from django.views.static import serve

# What `images` and `renditions` write, and nothing else that may lie in the folder.
PATTERN = r"^media/(?P<path>bilder/[0-9A-Za-z_-]+\.(?:webp|jpg|png))$"


@require_safe
def picture_file(request, path):
    """A picture or rendition. Names are random and never used again, so a browser may keep it for ever."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
