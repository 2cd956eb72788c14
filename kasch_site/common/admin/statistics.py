"""Pages with the numbers of a year."""

from collections.abc import Sequence


def chosen_year(request, years: Sequence[int]) -> int:
    """Return the year that `?jahr=` names, otherwise the first."""
    selected = request.GET.get("jahr", "")
    return next((year for year in years if str(year) == selected), years[0])
