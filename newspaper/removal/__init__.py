"""Requests of persons who do not want to be named in old issues: ask, answer, erase."""
