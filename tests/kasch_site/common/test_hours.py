"""Times of day are not wrapped, and other text is unchanged."""

import pytest

from kasch_site.common.templatetags.hours import nowrap_times


@pytest.mark.parametrize("hours", ["9 Uhr", "10–10:45 Uhr", "14:30–17 Uhr"])
def test_a_time_of_day_is_not_wrapped(hours):
    assert (
        nowrap_times(f"Mi, 18. November, {hours}, Saal") == f'Mi, 18. November, <span class="hour">{hours}</span>, Saal'
    )


def test_text_without_a_time_is_unchanged():
    assert nowrap_times("ganztägig bis So, 22.11.") == "ganztägig bis So, 22.11."


def test_user_input_is_escaped():
    assert nowrap_times("<b>9 Uhr") == '&lt;b&gt;<span class="hour">9 Uhr</span>'
