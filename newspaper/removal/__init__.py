"""Requests of people who do not want to be named in an old issue any more: ask, answer, forget."""
