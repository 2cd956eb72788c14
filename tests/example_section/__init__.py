"""A small section that takes requests from persons without an account: the doll hospital. It exists only in tests.

It is the example of CONTRIBUTING, and shows what such a section has to say: its words, states, deadlines and providers.
"""
