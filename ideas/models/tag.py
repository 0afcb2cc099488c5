"""Tags, and the tag rows that copy the rank of an idea, so the list of a rare tag is also one index scan."""

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from ideas.addresses import FORM, MAX_TAG_ADDRESS, tag_slug
from ideas.texts import ENTRY_LIMITS

from .rank import bucket_field, hot_field, rank_indexes

MAX_WORDS = 24  # of a question, in which tags may be named


class TagQuerySet(models.QuerySet["Tag"]):
    def at(self, end: str) -> "Tag | None":
        """The tag with this end of its address, now or earlier; its name, typed in any case, will do."""
        slug = tag_slug(end)
        found = {tag.slug: tag for tag in self.filter(Q(slug=slug) | Q(earlier_slug=end))}
        return found.get(slug) or next(iter(found.values()), None)

    def named_in(self, question: str) -> "TagQuerySet":
        """Tags of published ideas: those of which up to three neighbouring words of the question are the name, and
        those whose name begins with the whole question."""
        words = question.replace('"', " ").split()[:MAX_WORDS]
        named = [" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words) - size + 1)]
        whole = tag_slug(" ".join(words))
        begins = Q(slug__startswith=whole) if len(whole) > 1 else Q(pk__in=[])
        used = Tagging.objects.filter(tag=OuterRef("pk"), published__isnull=False)
        return self.filter(Q(slug__in={tag_slug(name) for name in named}) | begins).filter(Exists(used))

    def called(self, name: str) -> "Tag":
        """The tag of this name, or a new one. `name`: as of `tag_name`."""
        slug = tag_slug(name)
        found = {tag.slug: tag for tag in self.filter(Q(slug=slug) | Q(name=name))}  # the admin may have renamed it
        known = found.get(slug) or next(iter(found.values()), None)
        return known or self.get_or_create(slug=slug, defaults={"name": name})[0]


class Tag(models.Model):
    name = models.CharField(max_length=ENTRY_LIMITS["tags"], unique=True)
    slug = models.CharField(max_length=MAX_TAG_ADDRESS, unique=True)
    earlier_slug = models.CharField(
        max_length=MAX_TAG_ADDRESS,
        blank=True,
        default="",
        db_default="",
        help_text="From the time when addresses had only the letters a to z.",
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(name="tag_slug_is_an_address", condition=Q(slug__regex=FORM)),
            models.UniqueConstraint("earlier_slug", name="tag_earlier_slug_once", condition=~Q(earlier_slug="")),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def follow(self, idea_ids: Iterable[int]) -> None:
        """Copy the ranking columns of these ideas to their tag rows, in one statement."""
        with connection.cursor() as cursor:
            cursor.execute(FOLLOW, [list(idea_ids)])


FOLLOW = """
UPDATE ideas_tagging AS tagging
   SET published = idea.published, ranked_votes = idea.ranked_votes, evidence = idea.evidence
  FROM ideas_idea AS idea
 WHERE idea.id = tagging.idea_id AND idea.id = ANY(%s)
   AND (tagging.published, tagging.ranked_votes, tagging.evidence)
       IS DISTINCT FROM (idea.published, idea.ranked_votes, idea.evidence)
"""


class Tagging(models.Model):
    idea = models.ForeignKey("ideas.Idea", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="taggings")
    position = models.PositiveSmallIntegerField(default=0, help_text="The first tag is the subject.")
    published = models.DateTimeField(null=True, blank=True)
    ranked_votes = models.PositiveIntegerField(default=0)
    evidence = models.FloatField(default=0.0)
    hot = hot_field()
    day, week, month, year = (bucket_field(window) for window in ("day", "week", "month", "year"))

    objects = TaggingQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint("idea", "tag", name="tagging_once")]
        indexes = rank_indexes("tagging", "tag", tie="idea")
