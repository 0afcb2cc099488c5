"""The life of an idea: saved as a draft, published, edited, withdrawn. Every earlier version is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from ideas.addresses import idea_slug
from ideas.limits import check_drafts, check_ideas, check_links
from ideas.models import EvidenceMark, Idea, IdeaState, IdeaVector, IdeaVersion, Tag, Tagging
from ideas.texts import PROSE, REVISED, TEXT_COLUMNS, VERSIONED
from marketplace.accounts.models import User

from .acts import record_upkeep
from .answers import redraw
from .holds import look_at
from .overtaking import Overtaken, count_save
from .repeats import refuse_repeat, refuse_rewriting
from .words import write_words

NOT_YOURS_TO_PUBLISH = "Only its author can publish this, and only while no moderator hides it."
NOT_YOURS_TO_WITHDRAW = "Only its author can withdraw this. A moderator hides it, with a reason."


@transaction.atomic
def save_draft(
    author: User,
    fields: Mapping[str, Any],
    tags: Sequence[str] = (),
    idea: Idea | None = None,
    *,
    seen: int | None = None,
) -> Idea:
    """Save a draft, complete or not. `fields`: texts by their name in `ideas.texts`; `seen`: `idea.saves` as the writer
    began, or None to replace whatever there is.

    Raises PermissionDenied for somebody else's draft or an idea that is no longer a draft, TooManyDrafts if the author
    has no room for another draft, Overtaken.
    """
    if idea is None:
        idea = Idea(author=author, slug=f"draft-{get_random_string(12).lower()}")
    if idea.pk is None and seen:  # it was deleted or published elsewhere
        raise Overtaken
    if idea.pk is not None:
        count_save(idea, "saves", seen)
        idea.refresh_from_db()
    if idea.author_id != author.pk or not idea.is_draft:
        raise PermissionDenied
    if idea.pk is None:
        check_drafts(author)
        idea.saves = 1
    for name in TEXT_COLUMNS:
        setattr(idea, name, fields.get(name, getattr(idea, name)))
    idea.save()
    set_tags(idea, tags)
    return idea


@transaction.atomic
def discard_draft(author: User, idea: Idea) -> None:
    """Delete a draft and its examples for good. Raises PermissionDenied unless it is the author's own draft."""
    idea = Idea.objects.select_for_update().get(pk=idea.pk)
    if idea.author_id != author.pk or not idea.is_draft:
        raise PermissionDenied
    idea.delete()


@transaction.atomic
def publish(person: User, idea: Idea, seen: int | None = None) -> Idea:
    """Publish the idea, the first time or again; it may be held instead. Only `prototypes.publish` calls it. `seen`:
    `idea.saves` of the texts that are meant, or None.

    Raises PermissionDenied for somebody else's idea that is not published or one that moderators hid, PostedBefore for
    what is nearly another idea of the author, DailyLimit at the limit of the day, TooManyLinks, Overtaken.
    """
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    if idea.is_published or (idea.is_held and idea.author_id == person.pk):
        return idea
    if idea.author_id != person.pk or idea.held_back():
        raise PermissionDenied(NOT_YOURS_TO_PUBLISH)
    count_save(idea, "saves", seen)
    if idea.first_published is None:
        refuse_repeat(idea, idea.title, idea.pitch)
        check_ideas(person)
        check_links(person, prose(idea))
        idea.slug = free_slug(idea)
    if look_at(person, prose(idea).values(), idea=idea):
        idea.state = IdeaState.HELD
    else:
        # The first date is kept: withdrawing and publishing again must not lift an old idea to the top.
        idea.first_published = idea.first_published or timezone.now()
        idea.state, idea.published = IdeaState.PUBLISHED, idea.first_published
    idea.save()
    write_words(idea)
    redraw(idea)
    return idea


@transaction.atomic
def edit_idea(
    person: User, idea: Idea, fields: Mapping[str, Any], tags: Sequence[str], *, seen: int | None = None
) -> Idea:
    """Change a published idea and keep the earlier text as a version. It may be held. `seen`: as of `save_draft`.

    The revision grows when one of `REVISED` changes. Raises PermissionDenied, TooManyLinks, Overtaken; for the author
    alone PostedBefore and AnotherIdea.
    """
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    if not idea.can_be_edited_by(person):
        raise PermissionDenied
    before = {name: getattr(idea, name) for name in TEXT_COLUMNS}
    after = {name: fields.get(name, before[name]) for name in TEXT_COLUMNS}
    tags_before = list(idea.tags.order_by("taggings__position").values_list("name", flat=True))
    if after == before and list(tags) == tags_before:
        return idea
    count_save(idea, "saves", seen)
    check_links(person, {name: after[name] for name in PROSE})
    if person.pk == idea.author_id:
        refuse_rewriting(idea, after["title"], after["pitch"])
    number = idea.versions.count() + 1
    kept = {name: before[name] for name in VERSIONED}
    IdeaVersion.objects.create(
        idea=idea, number=number, revision=idea.revision, replaced_by=person, tag_names=tags_before, **kept
    )
    for name, value in after.items():
        setattr(idea, name, value)
    if any(before[name] != after[name] for name in REVISED):
        idea.revision += 1
    if (idea.is_published or idea.is_held) and look_at(idea.author, prose(idea).values(), idea=idea):
        idea.state, idea.published = IdeaState.HELD, None
    idea.save()
    EvidenceMark.objects.leave(idea.pk)
    set_tags(idea, tags)
    write_words(idea)
    record_upkeep(person, idea, "edited its text")
    return idea


@transaction.atomic
def unpublish(person: User, idea: Idea) -> None:
    """Remove the idea from every list; its author and moderators still see it. Raises PermissionDenied, for
    moderators too: they hide it with a reason."""
    idea = Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
    if idea.author_id != person.pk or not idea.is_published:
        raise PermissionDenied(NOT_YOURS_TO_WITHDRAW)
    idea.state, idea.published = IdeaState.UNPUBLISHED, None
    idea.save(update_fields=["state", "published", "edited"])
    EvidenceMark.objects.leave(idea.pk)
    Tagging.objects.follow([idea.pk])


@transaction.atomic
def set_vector(idea_id: int, revision: int, vector: list[float], model_digest: str) -> None:
    """Store the embedding of the idea, unless its text has changed meanwhile."""
    same = Idea.objects.exclude(state=IdeaState.ERASED).filter(pk=idea_id, revision=revision)
    if same.update(vector_model=model_digest, vector_revision=revision):
        IdeaVector.objects.update_or_create(idea_id=idea_id, defaults={"numbers": vector, "size": len(vector)})


def prose(idea: Idea) -> dict[str, str]:
    return {name: getattr(idea, name) for name in PROSE}


def set_tags(idea: Idea, names: Sequence[str]) -> None:
    """Make these the idea's tags, in this order; the first is its subject."""
    idea.taggings.all().delete()
    for position, name in enumerate(dict.fromkeys(names)):
        Tagging.objects.get_or_create(idea=idea, tag=Tag.objects.called(name), defaults={"position": position})
    Tagging.objects.follow([idea.pk])


def free_slug(idea: Idea) -> str:
    """The title as an address, with four more letters if another idea has it or if the title has no letter."""
    slug = idea_slug(idea.title)
    if slug and not Idea.objects.filter(slug=slug).exists():
        return slug
    return f"{slug or 'idea'}-{get_random_string(4).lower()}"
