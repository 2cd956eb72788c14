"""Titles, copies, patrons, loans and holds, and what the work with them needs."""

from .copies import Copy
from .desk import Desk, DeskLine
from .holds import Hold
from .imports import CatalogueImport, ImportFile, ImportRow
from .loans import Loan, LoanCount
from .numbers import NumberKind, NumberRange, NumberSequence
from .patrons import ActivePatronCount, Card, Patron
from .requests import PurchaseRequest, SwapItem
from .rules import LendingRules, MediumKind
from .stocktaking import Stocktake, StocktakeFinding, StocktakeScan
from .titles import Subject, Title

__all__ = [
    "ActivePatronCount",
    "Card",
    "CatalogueImport",
    "Copy",
    "Desk",
    "DeskLine",
    "Hold",
    "ImportFile",
    "ImportRow",
    "LendingRules",
    "Loan",
    "LoanCount",
    "MediumKind",
    "NumberKind",
    "NumberRange",
    "NumberSequence",
    "Patron",
    "PurchaseRequest",
    "Stocktake",
    "StocktakeFinding",
    "StocktakeScan",
    "Subject",
    "SwapItem",
    "Title",
]
