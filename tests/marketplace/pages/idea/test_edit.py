"""Changing an idea that was published: its words, its examples, and whether it is published."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from evaluations.prototypes.publish import publish
from ideas import actions
from ideas.models import Idea, IdeaState
from ideas.models.report import Decision, Reason
from marketplace.accounts.models import User
from tests.evaluations.panel.cast import make_glance, player, stranger
from tests.factories import BECAUSE, PASSWORD, make_idea, make_model, make_person
from tests.sentences import NOTES

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client: Client) -> User:
    person = make_person("ada")
    client.force_login(person)
    return person


@pytest.fixture
def idea(ada: User) -> Idea:
    return make_idea(ada, title="Route repair notes", tags=("repair", "cafés"))


def words(idea: Idea, **changed: object) -> dict[str, object]:
    """The edit form as the browser sends it."""
    said = {"title": idea.title, "pitch": idea.pitch, "problem": idea.problem, "audience": idea.audience}
    more = {"why_overlooked": idea.why_overlooked, "why_open": idea.why_open, "fits": idea.fits}
    tags = ", ".join(tag.name for tag in idea.tag_list)
    return said | more | {"tags": tags, "seen": Idea.objects.get(pk=idea.pk).saves} | changed


class TestEdit:
    def test_page_shows_the_words_and_what_a_change_costs(self, client: Client, idea: Idea) -> None:
        page = client.get(f"/ideas/{idea.slug}/edit/").text

        assert "Route repair notes" in page and "repair, cafés" in page
        assert "What people have answered begins again" in page

    def test_author_is_told_how_many_will_not_be_asked_again(self, client: Client, idea: Idea) -> None:
        for who in (player(), stranger(), player()):
            make_glance(idea, who)
        for page in (f"/ideas/{idea.slug}/edit/", idea.get_absolute_url()):
            assert "the 3 people who have seen it are not asked again." in client.get(page).text
        assert "not asked again" not in Client().get(idea.get_absolute_url()).text
        client.post(f"/ideas/{idea.slug}/edit/", words(idea, title="Route notes"))
        note = "3 glances were at earlier texts: they are kept, and count no more."
        assert note in Client().get(idea.get_absolute_url()).text

    def test_edit_changes_the_idea_and_keeps_what_it_said(self, client: Client, idea: Idea) -> None:
        response = client.post(f"/ideas/{idea.slug}/edit/", words(idea, title="Route notes", tags="repair"))

        assert response["Location"] == idea.get_absolute_url()
        idea.refresh_from_db()
        assert (idea.title, idea.revision) == ("Route notes", 2)
        assert idea.versions.get().title == "Route repair notes"
        assert [tag.name for tag in idea.tags.all()] == ["repair"]

    def test_edit_of_the_problem_alone_is_no_new_revision(self, client: Client, idea: Idea) -> None:
        client.post(f"/ideas/{idea.slug}/edit/", words(idea, problem="Other words."))

        idea.refresh_from_db()
        assert (idea.problem, idea.revision) == ("Other words.", 1)

    def test_edit_that_leaves_something_out_is_refused_and_keeps_what_was_typed(
        self, client: Client, idea: Idea
    ) -> None:
        response = client.post(f"/ideas/{idea.slug}/edit/", words(idea, title="", problem="Half a tho"))

        assert response.status_code == 422
        assert '<a href="#id_title">Title</a>' in response.text and "Half a tho" in response.text
        assert not idea.versions.exists()

    def test_edit_overtaken_by_another_says_so_and_keeps_what_was_typed(self, client: Client, idea: Idea) -> None:
        mine = words(idea, problem="My words.")
        actions.edit_idea(make_person(staff=True), idea, {"problem": "Their words."}, ["repair"])

        response = client.post(f"/ideas/{idea.slug}/edit/", mine)

        assert response.status_code == 409
        assert "Somebody changed this idea while you were writing" in response.text
        assert "My words." in response.text and "<dd><bdi>Their words.</bdi></dd>" in response.text
        idea.refresh_from_db()
        assert idea.problem == "Their words."
        client.post(f"/ideas/{idea.slug}/edit/", mine | {"seen": 3})
        idea.refresh_from_db()
        assert idea.problem == "My words."

    def test_edit_into_another_idea_of_ones_own_leads_there_and_keeps_what_was_typed(
        self, client: Client, ada: User, idea: Idea
    ) -> None:
        other = make_idea(ada, title="Hear the bees & wasps")

        response = client.post(f"/ideas/{idea.slug}/edit/", words(idea, title=other.title, pitch=other.pitch))

        assert response.status_code == 422
        assert f'<a href="{other.get_absolute_url()}"><bdi>Hear the bees &amp; wasps</bdi></a>' in response.text
        assert "Edit that one instead." in response.text
        assert other.pitch.split("about")[1][:30] in response.text
        assert not idea.versions.exists()

    def test_edit_of_what_others_voted_for_into_another_idea_is_refused(self, client: Client, idea: Idea) -> None:
        actions.cast_vote(make_person(), idea)
        other = words(idea, title="Hear the bees", pitch="Tells from the humming when a swarm is about to leave.")

        response = client.post(f"/ideas/{idea.slug}/edit/", other)

        assert response.status_code == 422
        assert "Post it as a new one, or keep more of the title" in response.text
        assert "Tells from the humming" in response.text

    def test_moderator_edits_and_the_version_names_them(self, client: Client, idea: Idea) -> None:
        client.force_login(make_person("mo", staff=True))
        client.post(f"/ideas/{idea.slug}/edit/", words(idea, problem="Without the name."))

        idea.refresh_from_db()
        assert idea.problem == "Without the name."
        assert idea.versions.get().replaced_by.username == "mo"

    def test_stranger_is_refused(self, client: Client, idea: Idea) -> None:
        client.force_login(make_person())
        before = words(idea)

        for page in ("edit", "examples", "unpublish", "republish"):
            assert client.get(f"/ideas/{idea.slug}/{page}/").status_code == 403
            assert client.post(f"/ideas/{idea.slug}/{page}/", words(idea, title="Mine now")).status_code == 403
        idea.refresh_from_db()
        assert words(idea) == before and idea.is_published

    def test_signed_out_comes_back_to_what_was_typed(self, client: Client, idea: Idea) -> None:
        client.logout()
        address = f"/ideas/{idea.slug}/edit/"
        client.post(address, words(idea, problem="Half a tho"))
        page = client.post("/account/login/", {"login": "ada", "password": PASSWORD, "next": address}, follow=True).text

        assert "Half a tho" in page and "Nothing you typed is lost" in page
        idea.refresh_from_db()
        assert idea.problem != "Half a tho"

    def test_unpublished_idea_of_others_is_not_there(self, client: Client, ada: User) -> None:
        theirs = make_idea()
        actions.unpublish(theirs.author, theirs)

        for page in ("edit", "examples", "unpublish", "republish", "versions"):
            assert client.get(f"/ideas/{theirs.slug}/{page}/").status_code == 404

    def test_draft_is_edited_where_drafts_are(self, client: Client, ada: User) -> None:
        draft = make_idea(ada, published=False)

        assert client.get(f"/ideas/{draft.slug}/edit/")["Location"] == f"/submit/{draft.slug}/"
        assert client.get(f"/ideas/{draft.slug}/examples/")["Location"] == f"/submit/{draft.slug}/examples/"


class TestExamples:
    def test_page_begins_with_the_rows_that_were_tried(self, client: Client, ada: User, idea: Idea) -> None:
        publish(ada, idea, NOTES)

        assert NOTES[-1][0] in client.get(f"/ideas/{idea.slug}/examples/").text

    def test_new_rows_make_a_new_revision(self, client: Client, ada: User, idea: Idea) -> None:
        publish(ada, idea, NOTES)
        rows = [*NOTES, ("Chair wobbles", "wood"), ("Table wobbles", "wood")]

        response = client.post(
            f"/ideas/{idea.slug}/examples/",
            {"input": [row[0] for row in rows], "expected": [row[1] for row in rows], "do": "go", "seen": 1},
        )

        assert response["Location"] == idea.get_absolute_url()
        revision = ExampleRevision.objects.latest_of(idea)
        assert revision and (revision.number, revision.size) == (2, 14)

    def test_same_rows_again_change_nothing(self, client: Client, ada: User, idea: Idea) -> None:
        publish(ada, idea, NOTES)
        form = {"input": [row[0] for row in NOTES], "expected": [row[1] for row in NOTES], "do": "go"}

        for _ in range(2):
            assert client.post(f"/ideas/{idea.slug}/examples/", form).status_code == 302

        assert ExampleRevision.objects.count() == 1

    def test_rows_beyond_the_runs_of_a_day_are_kept_for_later(
        self, client: Client, ada: User, idea: Idea, settings: Settings
    ) -> None:
        make_model(kind="embedding", dimensions=384)
        publish(ada, idea, NOTES)
        settings.RUNS_PER_DAY = 1
        rows = [*NOTES, ("Chair wobbles", "wood"), ("Table wobbles", "wood")]
        form = {"input": [row[0] for row in rows], "expected": [row[1] for row in rows], "do": "go", "seen": 1}

        page = client.post(f"/ideas/{idea.slug}/examples/", form, follow=True).text

        assert "An account can start 1 runs in 24 hours" in page and "The examples are saved." in page
        assert ExampleDraft.objects.of(idea).pairs == rows
        assert ExampleRevision.objects.count() == 1

    def test_rows_of_an_unpublished_idea_wait_until_it_is_published(
        self, client: Client, ada: User, idea: Idea
    ) -> None:
        actions.unpublish(ada, idea)
        form = {"input": [row[0] for row in NOTES], "expected": [row[1] for row in NOTES], "do": "go"}

        client.post(f"/ideas/{idea.slug}/examples/", form)

        idea.refresh_from_db()
        assert not idea.is_published
        assert not ExampleRevision.objects.exists()
        assert ExampleDraft.objects.of(idea).pairs == NOTES
        client.post(f"/ideas/{idea.slug}/republish/")
        revision = ExampleRevision.objects.latest_of(idea)
        assert revision and revision.pairs() == NOTES


class TestPublication:
    def test_author_takes_the_idea_out_of_the_lists_and_back(self, client: Client, ada: User, idea: Idea) -> None:
        publish(ada, idea, NOTES)
        first = Idea.objects.get().published

        assert "Unpublish this idea?" in client.get(f"/ideas/{idea.slug}/unpublish/").text
        client.post(f"/ideas/{idea.slug}/unpublish/")
        assert Client().get(idea.get_absolute_url()).status_code == 404
        assert idea.title not in Client().get("/").text

        assert "Publish this idea again?" in client.get(f"/ideas/{idea.slug}/republish/").text
        client.post(f"/ideas/{idea.slug}/republish/")
        assert Client().get(idea.get_absolute_url()).status_code == 200
        assert Idea.objects.get().published == first
        assert ExampleRevision.objects.count() == 1

    def test_second_click_does_no_harm(self, client: Client, idea: Idea) -> None:
        for page in ("unpublish", "republish"):
            for _ in range(2):
                assert client.post(f"/ideas/{idea.slug}/{page}/")["Location"] == idea.get_absolute_url()

    def test_hidden_idea_is_published_again_by_moderators_alone(self, client: Client, idea: Idea) -> None:
        mo = make_person(staff=True)
        report, _ = actions.report(make_person(), idea, Reason.SPAM)
        actions.decide(mo, report, Decision.HIDDEN, BECAUSE)

        assert "only a moderator can publish it again" in client.get(f"/ideas/{idea.slug}/edit/").text
        assert client.post(f"/ideas/{idea.slug}/republish/").status_code == 403
        idea.refresh_from_db()
        assert idea.state == IdeaState.HIDDEN
        client.force_login(mo)
        show = client.post(f"/ideas/{idea.slug}/republish/")["Location"]
        assert show in client.get(f"/ideas/{idea.slug}/edit/").text
        client.post(show, {"reason": "mistake"})
        idea.refresh_from_db()
        assert idea.is_published

    def test_moderator_is_asked_for_a_reason_to_take_it_out_of_the_lists(self, client: Client, idea: Idea) -> None:
        client.force_login(make_person(staff=True))
        hide = client.post(f"/ideas/{idea.slug}/unpublish/")["Location"]
        assert hide in client.get(f"/ideas/{idea.slug}/edit/").text and hide in client.get(f"/ideas/{idea.slug}/").text
        assert client.post(hide, {"reason": ""}).status_code == 422
        idea.refresh_from_db()
        assert idea.is_published

    def test_signed_out_is_asked_to_sign_in(self, client: Client, idea: Idea) -> None:
        client.logout()

        for page in ("unpublish", "republish"):
            address = f"/ideas/{idea.slug}/{page}/"
            assert client.post(address)["Location"] == f"/account/login/?next={address}"
        idea.refresh_from_db()
        assert idea.is_published


class TestVersions:
    def test_versions_show_what_changed_word_by_word(self, client: Client, ada: User, idea: Idea) -> None:
        actions.edit_idea(ada, idea, {"title": "Route repair letters", "fits": ["cost"]}, ["repair", "bikes"])

        page = Client().get(f"/ideas/{idea.slug}/versions/").text

        assert "Change 1" in page and "began a new revision" in page
        assert '<del><span class="sr">[removed: </span>notes<span class="sr">] </span></del>' in page
        assert '<ins><span class="sr">[added: </span>letters<span class="sr">] </span></ins>' in page
        assert "cafés" in page and "bikes" in page
        assert "Cost: too many calls" in page

    def test_versions_of_an_idea_never_changed(self, client: Client, idea: Idea) -> None:
        assert "It was never changed" in client.get(f"/ideas/{idea.slug}/versions/").text

    def test_versions_show_hostile_text_as_text(self, client: Client, ada: User, idea: Idea) -> None:
        actions.edit_idea(ada, idea, {"problem": "<script>alert(1)</script> <b>x</b>"}, ["<i>"])

        page = client.get(f"/ideas/{idea.slug}/versions/").text
        assert "<script>alert" not in page and "<b>x" not in page

    def test_many_versions_come_in_pages_that_miss_none(self, client: Client, ada: User, idea: Idea) -> None:
        for number in range(1, 26):
            actions.edit_idea(ada, idea, {"problem": f"Words {number}."}, ["repair"])

        first = client.get(f"/ideas/{idea.slug}/versions/").text
        second = client.get(f"/ideas/{idea.slug}/versions/?at=5").text

        assert 'href="?at=5"' in first
        assert [f"Change {n}<" in first for n in (25, 6, 5)] == [True, True, False]
        assert [f"Change {n}<" in second for n in (6, 5, 1)] == [False, True, True]
        assert "</span>5.<span" in second and "</span>6.<span" not in second

    @pytest.mark.parametrize("at", ["x", "-1", "99999999999999", "0"])
    def test_odd_address_is_answered(self, client: Client, ada: User, idea: Idea, at: str) -> None:
        actions.edit_idea(ada, idea, {"problem": "Other words."}, ["repair"])

        assert client.get(f"/ideas/{idea.slug}/versions/?at={at}").status_code == 200

    def test_versions_take_as_many_queries_for_three_as_for_one(
        self, client: Client, ada: User, idea: Idea, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for versions in (1, 3):
            while idea.versions.count() < versions:
                actions.edit_idea(ada, idea, {"problem": f"Words {idea.versions.count()}."}, ["repair"])
            with django_assert_num_queries(7):
                client.get(f"/ideas/{idea.slug}/versions/")


def test_edit_page_takes_as_many_queries_with_many_tags_as_with_one(
    client: Client, ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for tags in (("a",), ("a", "b", "c")):
        idea = make_idea(ada, tags=tags)
        with django_assert_num_queries(8):
            client.get(f"/ideas/{idea.slug}/edit/")
