"""What can be found: a document for each record, and the words of all of them for suggestions."""

from django.db import models
from django.db.models import Case, Value, When

from .full_text import ByteOrder, Matches


class SearchDocumentQuerySet(models.QuerySet):
    def matching(self, expression):
        """Return documents whose tokens match an expression."""
        return self.filter(Matches(expression))

    def by_tier(self, tiers, title_key):
        """Order by the first of the tiers that a document matches, given as pairs with an expression.

        Inside a tier those whose whole title is `title_key` come first.
        """
        cases = [When(Matches(expression), then=Value(int(tier))) for tier, expression in tiers[:-1]]
        tier = Case(*cases, default=Value(int(tiers[-1][0])), output_field=models.PositiveSmallIntegerField())
        is_longer = Case(When(title_key=title_key, then=Value(0)), default=Value(1), output_field=models.IntegerField())
        return self.annotate(tier=tier).order_by("tier", is_longer, ByteOrder("order"), "pk")


class SearchDocument(models.Model):
    """What a list of hits shows of a record. Its tokens are in `full_text`.

    `title_key` is the title without stop words, folded. `digest` is that of all it was made of.
    """

    kind = models.CharField(max_length=60)  # "pages.page"
    object_id = models.BigIntegerField()
    title = models.CharField(max_length=500)
    url = models.CharField(max_length=500)
    summary = models.TextField()
    language = models.CharField(max_length=8)
    title_key = models.CharField(max_length=200)
    order = models.CharField(max_length=200)
    digest = models.CharField(max_length=32)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="record_found_once")]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.title}"


class SearchWord(models.Model):
    """A word of some document, in small letters as it is written: what "Meinten Sie" can suggest."""

    word = models.CharField(max_length=40, unique=True)

    def __str__(self):
        return self.word


class SearchWordDeletion(models.Model):
    """A folded spelling of a word, or what remains of it without one of its letters."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="deletions")
    form = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["form"], name="words_by_deletion")]
        constraints = [models.UniqueConstraint(fields=["word", "form"], name="deletion_of_a_word_once")]

    def __str__(self):
        return self.form
