"""The history of content: who changed what, going back to an earlier state, and the bin for deleted records.

For content only: a model with personal data has no history (tests/kasch_site/common/history/test_coverage.py).
"""
