"""Write the library: rules, the stock, and sample patrons with their loans."""

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from stdnum import isbn

from kasch_site.common import clock
from kasch_site.common.search import indexing
from kasch_site.common.search.queries import search_kinds
from kasch_site.house.models import Language
from library.circulation import numbering, purchase_requests
from library.circulation.holds import reservations
from library.circulation.holds.reservations import Requester
from library.circulation.loans import due_dates, loans
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import (
    Copy,
    LendingRules,
    Loan,
    LoanCount,
    MediumKind,
    NumberKind,
    Patron,
    Subject,
    SwapItem,
    Title,
)
from library.models.titles import sort_title_of

_TEXTS = ("subtitle", "authors", "series", "volume", "publisher", "description", "parts")
_LIMITS = ("loan_days", "max_renewals", "max_loans")
_RULES = (*_LIMITS, "max_holds", "pickup_days", "reminder_days")
_USUAL_KIND = "Buch"
# Loans of the past are spread over so many days before today.
_PAST = 365


def write(folder, today):
    """Write everything of the file; loans before the holds, so that these wait or are ready."""
    with folder.open("library") as file:
        _write_rules(file)
        titles = _Stock(today).write(file)
        patrons = {row.text("name"): _join(row) for row in file.records("patron")}
        for row in file.records("loan"):
            _lend(row, patrons, titles, today)
        for row in file.records("hold"):
            _reserve(row, patrons, titles)
        for row in file.records("swap"):
            row.save(SwapItem(text=row.text("text"), came_on=row.day("came", today)))
        for row in file.records("purchase_request"):
            _write_purchase_request(row, today)


def _write_rules(file):
    row = file.record("rules")
    rules = LendingRules()
    for key in _RULES:
        setattr(rules, key, row.number(key, getattr(rules, key)))
    row.refuse_unknown()
    if any(row.has(key) for key in _RULES):
        row.save(rules)
    for order, row in enumerate(file.records("kind")):
        limits = {key: row.number(key, None, minimum=0) for key in _LIMITS}
        kind = MediumKind(name=row.text("name"), slug=row.text("slug"), order=order, **limits)
        kind.schema_type = row.text("schema_type", kind.schema_type)
        row.save(kind)
    for order, row in enumerate(file.records("subject")):
        row.save(Subject(name=row.text("name"), slug=row.text("slug"), order=order))


class _Stock:
    """The titles with their copies, written with few statements."""

    def __init__(self, today):
        self.today = today
        self.kinds = {kind.name: kind for kind in MediumKind.objects.all()}
        self.subjects = {subject.name: subject for subject in Subject.objects.all()}
        self.languages = {language.code: language for language in Language.objects.all()}
        self.titles, self.subjects_of, self.languages_of, self.copies = [], [], [], []
        self.past_loans: Counter = Counter()  # by the place of the title and the month

    def write(self, file) -> dict[str, Title]:
        """Write the titles; return them by their names. Of two with one name the first in the file is meant."""
        for row in file.records("title"):
            self._read(row)
        Title.objects.bulk_create(self.titles, batch_size=200)
        Title.subjects.through.objects.bulk_create(self._pairs("subject", self.subjects_of), batch_size=500)
        Title.languages.through.objects.bulk_create(self._pairs("language", self.languages_of), batch_size=500)
        for copy, number in zip(self.copies, _numbers(len(self.copies)), strict=True):
            copy.number = number
        Copy.objects.bulk_create(self.copies, batch_size=200)
        LoanCount.objects.bulk_create(self._loan_counts(), batch_size=500)
        for kind in search_kinds():
            if kind.model == Title._meta.label:
                indexing.index(kind, [title.pk for title in self.titles])
        return {title.title: title for title in reversed(self.titles)}

    def _pairs(self, name, of_titles):
        through = {"subject": Title.subjects, "language": Title.languages}[name].through
        pairs = zip(self.titles, of_titles, strict=True)
        return [
            through(**{"title_id": title.pk, f"{name}_id": related.pk}) for title, many in pairs for related in many
        ]

    def _read(self, row):
        title = Title(title=row.text("title"), **{key: row.text(key, "") for key in _TEXTS})
        title.medium = row.one("kind", self.kinds, self.kinds.get(_USUAL_KIND))
        for key in ("year", "age_from", "age_until"):
            setattr(title, key, row.number(key, None))
        title.is_large_print, title.is_easy = row.flag("is_large_print", False), row.flag("is_easy", False)
        title.isbn = _isbn(row)
        title.added_on = row.day("added", self.today, self.today)
        title.sort_title = sort_title_of(title.title)
        with row.errors_at():
            title.clean_fields(exclude=["medium", "cover"])
        self.titles.append(title)
        self.subjects_of.append(row.many("subjects", self.subjects))
        self.languages_of.append(row.many("languages", self.languages))
        self._read_copies(row, title)

    def _read_copies(self, row, title):
        place = {"shelf": row.text("shelf", ""), "is_in_storage": row.flag("is_in_storage", False)}
        number = row.number("copies", 1)
        self.copies += [Copy(title=title, added_on=title.added_on, **place) for _number in range(number)]
        for loan in range(row.number("past_loans", 0)):
            days = len(self.titles) * 7 + loan * 23
            lent = self.today - timedelta(days=30 + days % (_PAST - 30))
            self.past_loans[len(self.titles) - 1, lent.replace(day=1)] += 1

    def _loan_counts(self):
        """Return the numbers of the loans that have ended and name no person any more."""
        numbers = self.past_loans.items()
        return [LoanCount(title=self.titles[title], month=month, number=number) for (title, month), number in numbers]


def _isbn(row):
    typed = row.text("isbn", "")
    if typed and not isbn.is_valid(typed):
        raise row.error("isbn", f"{typed!r} is no ISBN: its check digit does not fit. Better leave it out.")
    return isbn.to_isbn13(isbn.compact(typed)) if typed else ""


def _numbers(count):
    most = numbering.MAX_AT_ONCE
    portions = [min(most, count - first) for first in range(0, count, most)]
    return [number for portion in portions for number in numbering.allocate(NumberKind.COPY, portion)]


def _join(row):
    language = row.one("language", {spoken.code: spoken for spoken in Language.objects.all()}, None)
    texts = {key: row.text(key, "") for key in ("email", "phone", "guardian")}
    with row.errors_at("", CirculationRefused):
        return patrons.register(patrons.NewPatron(row.text("name"), language=language, **texts), uuid4())


def _copy_of(row, titles):
    copy = Copy.objects.available().filter(title=row.one("title", titles)).first()
    if copy is None:
        raise row.error("title", "no copy is left of it. Take another one.")
    return copy


def _lend(row, patrons, titles, today):
    """Lend a copy on an earlier day."""
    copy, since = _copy_of(row, titles), row.day("since", today)
    with row.errors_at("", CirculationRefused):
        loan = loans.lend(copy, row.one("patron", patrons), overrules=True).loan
    days = due_dates.loan_days_of(copy.title.medium, LendingRules.current())
    Loan.objects.filter(pk=loan.pk).update(lent_at=clock.local(since), due_on=due_dates.due_on(since, days))


def _reserve(row, patrons, titles):
    patron: Patron | None = row.one("patron", patrons, None)
    if patron is not None:
        requester = Requester.of(patron)
    else:
        requester = Requester(row.text("name"), row.text("email", ""), row.text("phone", ""))
    copy = _copy_of(row, titles) if row.flag("is_ready", False) else None
    with row.errors_at("", CirculationRefused):
        reservations.reserve(row.one("title", titles), requester, uuid4())
        if copy is not None:
            loans.take_back(copy)


def _write_purchase_request(row, today):
    contact = {key: row.text(key, "") for key in ("email", "phone")}
    with row.errors_at("", CirculationRefused):
        purchase_requests.create(
            uuid4(), text=row.text("text"), ends_on=row.day("until", today), name=row.text("name"), **contact
        )
