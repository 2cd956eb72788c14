"""Words that are left out of a search, unless it has no others; "Die Welle" is found by "welle"."""

STOP_WORDS = frozenset("""
    der die das des dem den ein eine einer eines einem einen und oder in im an am auf aus bei mit nach von vom zu zum
    zur fuer fur ueber uber unter um als wie was wer wo ist sind nicht sich ich du er sie es wir ihr auch noch nur nun
    so da dann denn the a of and to for on
    """.split())  # noqa: SIM905 # fmt: skip
