"""Serving pictures when no web server does."""

from django.conf import settings
from django.views.decorators.http import require_safe
from django.views.static import serve

# Only names that `images` and `renditions` write; other files in the folder are not served.
PATTERN = r"^media/(?P<path>bilder/[0-9A-Za-z_-]+\.(?:webp|jpg|png))$"


@require_safe
def picture_file(request, path):
    """Serve a picture or rendition. Names are random and never reused, so it may be cached without expiry."""
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response
