"""The search index: a document for each record, and the words of all documents for suggestions."""

from django.db import models

from .full_text import ByteOrder, Matches, Rank


class SearchDocumentQuerySet(models.QuerySet):
    def matching(self, expression):
        """Return documents whose tokens match an expression."""
        return self.filter(Matches(expression))

    def by_tier(self, tiers, title_key):
        """Order by the first of the tiers that a document matches, given as pairs with an expression.

        Inside a tier those whose whole title is `title_key` come first.
        """
        return self.annotate(rank=Rank(tuple(tiers), title_key)).order_by("rank", ByteOrder("order"), "pk")


class SearchDocument(models.Model):
    """The texts of a record in a list of hits. Its tokens are in `full_text`.

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
    # Something that its record follows has changed; it is made again in the background.
    is_stale = models.BooleanField(default=False)

    objects = SearchDocumentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="record_found_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_stale=True), name="documents_stale")]

    def __str__(self):
        return f"{self.kind} {self.object_id}: {self.title}"

    @property
    def tier(self):
        """Return how well it matches, as a number of `tokens.Tier`; only for documents that a search has found."""
        return self.rank // 2


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
