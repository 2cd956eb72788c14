"""What staff may do in a text: few means, and nothing else survives the saving."""

import nh3

EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Heading": {"levels": [2, 3]},
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
    "HardBreak": True,
    "Blockquote": True,
}
_TAGS = {"p", "br", "h2", "h3", "strong", "em", "ul", "ol", "li", "a", "blockquote", "mark"}


def clean(html: str) -> str:
    """Return the text with only harmless tags and links; called on every save.

    `<mark>` is how blanks are marked that only the association can fill.
    """
    return nh3.clean(
        html or "",
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener",
    )
