"""Bar codes in Code 128 (ISO/IEC 15417), which encodes pairs of digits and so keeps eight digits short."""

from itertools import groupby

import barcode

QUIET_ZONE_MODULES = 10  # the white margin on each side that readers need


def bars(number: str) -> tuple[int, list[tuple[int, int]]]:
    """Return the width of the bar code in modules, and its bars as pairs of start and width."""
    (modules,) = barcode.get_barcode_class("code128")(number).build()
    pieces, start = [], 0
    for bit, group in groupby(modules):
        width = len(list(group))
        if bit == "1":
            pieces.append((start, width))
        start += width
    return len(modules), pieces
