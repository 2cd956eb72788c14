"""Colour contrast by the Web Content Accessibility Guidelines (WCAG 2.2, 1.4.3)."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kasch_site.house.validators import validate_colour

# Background colours of the site, from static/css/tokens.css.
LIGHT_BACKGROUNDS = ("#faf6ee", "#fffdf8")
DARK_BACKGROUNDS = ("#161513", "#1f1d1a")
MIN_CONTRAST = 4.5


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colours like "#b63a1b", from 1 (equal) to 21 (black on white), by WCAG."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour like "#b63a1b", from 0 to 1, by WCAG."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def least_contrast(colour: str, backgrounds) -> float:
    """Return the lowest contrast of the colour on any of the backgrounds."""
    return min(contrast(colour, background) for background in backgrounds)


def readable(colour: str, backgrounds) -> str:
    """Return the nearest mixture with black or white that is readable on the backgrounds; the colour itself if so."""
    end = "#000000" if luminance(backgrounds[0]) > 0.5 else "#ffffff"
    for share in range(101):
        mixed = _mixed(colour, end, share / 100)
        if least_contrast(mixed, backgrounds) >= MIN_CONTRAST:
            return mixed
    return end


def unreadable(colour: str, backgrounds) -> str:
    """Return a message that the colour is unreadable on these backgrounds, with a suggestion; "" if it is readable."""
    if not validate_colour.regex.match(colour):
        return ""
    ratio = least_contrast(colour, backgrounds)
    if ratio >= MIN_CONTRAST:
        return ""
    # Rounded down: 4.49 must not be shown as 4.5.
    facts = {"ratio": number_format(int(ratio * 10) / 10, 1), "colour": readable(colour, backgrounds)}
    if backgrounds is LIGHT_BACKGROUNDS:
        return (
            _(
                "Diese Farbe ist auf hellem Grund zu blass (Kontrast %(ratio)s, nötig sind 4,5). "
                "Wählen Sie eine dunklere, zum Beispiel %(colour)s."
            )
            % facts
        )
    return (
        _(
            "Diese Farbe ist auf dunklem Grund zu dunkel (Kontrast %(ratio)s, nötig sind 4,5). "
            "Wählen Sie eine hellere, zum Beispiel %(colour)s."
        )
        % facts
    )


def _mixed(colour, end, share):
    pairs = zip(_channels(colour), _channels(end), strict=True)
    return "#" + "".join(
        f"{round(start_value + (end_value - start_value) * share):02x}" for start_value, end_value in pairs
    )


def _channels(colour):
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _linear(channel):
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
