"""What the renaming changes on purpose: (pattern, what stands there now), applied to the kept text before comparing.

Each entry needs a comment that says who wants it. Empty means: everybody sees the same as before.
"""

RENAMED: list[tuple[str, str]] = []
