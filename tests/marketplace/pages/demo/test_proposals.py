"""Proposed examples. The cast: Alice the author, Bob and Carol who propose, and Mallory the outsider."""

import pytest
from django.test import Client
from pytest_django import Settings

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.demos.proposals import NotProposable, accept_proposals, propose
from evaluations.prototypes.models import ExampleDraft, ExampleRevision, Proposal
from evaluations.prototypes.publish import publish
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.factories import make_idea, make_person
from tests.sentences import unlike

pytestmark = pytest.mark.django_db
ROWS = [(unlike(number), "tax" if number % 2 else "roads") for number in range(10)]


@pytest.fixture
def alice() -> User:
    return make_person("alice")


@pytest.fixture
def idea(alice: User) -> Idea:
    return publish(alice, make_idea(alice, published=False), ROWS)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(idea: Idea) -> str:
    return f"/ideas/{idea.slug}/proposals/"


def latest(idea: Idea) -> ExampleRevision:
    found = ExampleRevision.objects.latest_of(idea)
    assert found
    return found


def test_proposal_waits_for_the_author_and_nobody_else_sees_it(idea: Idea, alice: User) -> None:
    bob = client_of(make_person("bob"))
    sent = bob.post(address(idea), {"input": "a hole in my street", "expected": "roads"}, follow=True)
    assert "waits for the idea" in sent.text
    for page in (address(idea), idea.get_absolute_url()):
        assert "a hole in my street" in client_of(alice).get(page).text
    assert "a hole in my street" not in bob.get(idea.get_absolute_url()).text
    assert bob.get(address(idea)).status_code == 403
    assert Client().get(address(idea)).status_code == 302


def test_accepted_proposals_are_one_new_revision_that_keeps_who_wrote_what(idea: Idea, alice: User) -> None:
    bob, carol = make_person("bob"), make_person("carol")
    mine = propose(bob, idea, "a hole in my street", "Roads")
    theirs = propose(carol, idea, "my bill is wrong", "tax")
    client_of(alice).post(address(idea), {"do": "accept", "proposal": [mine.pk, theirs.pk]})
    revision = latest(idea)
    assert (revision.number, revision.size) == (2, 12)
    by = dict(revision.examples.values_list("input", "author__username"))
    assert (by["a hole in my street"], by["my bill is wrong"], by[ROWS[1][0]]) == ("bob", "carol", "alice")
    assert revision.examples.get(input="a hole in my street").expected == "roads"
    assert set(Proposal.objects.values_list("state", "decided_by")) == {("accepted", alice.pk)}

    publish(alice, idea, [*revision.pairs(), ("one more about tax", "tax")])
    assert latest(idea).examples.get(input="my bill is wrong").author == carol


def test_declined_proposal_changes_no_example(idea: Idea, alice: User) -> None:
    proposal = propose(make_person(), idea, "a hole in my street", "roads")
    client_of(alice).post(address(idea), {"do": "decline", "proposal": [proposal.pk]})
    proposal.refresh_from_db()
    assert proposal.state == "declined" and proposal.decided and latest(idea).number == 1
    client_of(alice).post(address(idea), {"do": "accept", "proposal": [proposal.pk]})
    assert latest(idea).number == 1


@pytest.mark.parametrize("verdict", ["accept", "decline"])
def test_outsider_decides_nothing(idea: Idea, verdict: str) -> None:
    proposal = propose(make_person("bob"), idea, "a hole in my street", "roads")
    for outsider in (proposal.author, make_person("mallory")):
        sent = client_of(outsider).post(address(idea), {"do": verdict, "proposal": [proposal.pk]})
        assert sent.status_code == 403
    assert Client().post(address(idea), {"do": verdict, "proposal": [proposal.pk]}).status_code == 302
    assert Proposal.objects.get().state == "pending"


def test_proposal_of_another_idea_is_not_decided_here(idea: Idea, alice: User) -> None:
    theirs = make_person("dave")
    elsewhere = publish(theirs, make_idea(theirs, published=False), ROWS)
    proposal = propose(make_person(), elsewhere, "a hole in my street", "roads")
    client_of(alice).post(address(idea), {"do": "accept", "proposal": [proposal.pk]})
    assert Proposal.objects.get().state == "pending" and latest(idea).number == 1


def test_unfinished_draft_of_the_author_is_kept(idea: Idea, alice: User) -> None:
    save_example_draft(alice, idea, [*ROWS, ("half typed", "")])
    proposal = propose(make_person(), idea, "a hole in my street", "roads")
    accept_proposals(alice, idea, [proposal.pk])
    assert ExampleDraft.objects.of(idea).pairs[-2:] == [("half typed", ""), ("a hole in my street", "roads")]


@pytest.mark.parametrize(
    ("given", "expected", "says"),
    [
        (ROWS[1][0].replace(" ", "  "), "roads", "has an example with this input already"),
        ("Already proposed", "tax", "Somebody has proposed"),
        ("nul \x00", "tax", "ull characters are not allowed"),
        ("new", "", "Say what should have come of it."),
    ],
)
def test_what_cannot_become_an_example_is_said_and_kept(idea: Idea, given: str, expected: str, says: str) -> None:
    propose(make_person(), idea, "already proposed", "tax")
    response = client_of(make_person()).post(address(idea), {"input": given, "expected": expected})
    assert response.status_code == 422 and says in response.text and given.split()[0] in response.text
    assert Proposal.objects.count() == 1


def test_proposal_of_an_unknown_document_does_not_number_rows_that_nobody_sees(alice: User) -> None:
    rows = [(unlike(n), ("Mites", "Swarms")[n % 2]) for n in range(8)]
    papers = [("Mites", "Treat in August."), ("Swarms", "They hang in a tree.")]
    idea = publish(alice, make_idea(alice, published=False), rows, documents=papers)
    with pytest.raises(NotProposable, match=r'^Your example expects "Honey", but no'):
        propose(make_person(), idea, "what of honey?", "Honey")


def test_person_can_propose_so_many_in_a_day(idea: Idea, settings: Settings) -> None:
    settings.PROPOSALS_PER_DAY = 1
    bob = client_of(make_person())
    bob.post(address(idea), {"input": "one", "expected": "tax"})
    response = bob.post(address(idea), {"input": "two", "expected": "tax"})
    assert response.status_code == 422 and "in 24 hours" in response.text and Proposal.objects.count() == 1


def test_deciding_on_nothing_says_so(idea: Idea, alice: User) -> None:
    propose(make_person(), idea, "a hole in my street", "roads")
    response = client_of(alice).post(address(idea), {"do": "accept"})
    assert response.status_code == 422 and "Choose at least one proposal" in response.text


def test_input_of_another_case_can_be_proposed_if_it_expects_something_else(idea: Idea) -> None:
    propose(make_person(), idea, "polish", "tax")
    propose(make_person(), idea, "Polish", "roads")
    assert Proposal.objects.count() == 2
