"""Somebody with at least one row in every table that holds something about people."""

from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from evaluations.moments.models import Certificate, Credit, EventKind, MomentEvent, Notice, Scout
from evaluations.panel.actions import NewClaim, claim, join, note_opening, reply, say_fields, take_stance
from evaluations.panel.models import ConfirmationMail, InvitedPanel
from evaluations.prototypes.models import (
    ExampleDraft,
    Paste,
    PastedAnswer,
    PastedRun,
    Proposal,
    Reopening,
    StrangersChallenge,
    StrangersExample,
    StrangersVerdict,
    Try,
)
from evaluations.prototypes.models.examples import Document
from ideas import actions
from ideas.models import Appeal, Hold, Idea, ModerationAct, Report, Suspension
from marketplace.accounts.models import ApiToken, Footprint, FormerName, User, note_use
from tests.evaluations.panel.cast import make_glance, player
from tests.factories import make_comment, make_idea, make_person, make_revision, make_run, make_trial


def make_everything(name: str = "ada") -> User:
    """With an idea of their own, and another one of somebody else that they did everything about."""
    person = make_person(name)
    person.groups.add(Group.objects.create(name=f"a group of {name}"))
    person.user_permissions.add(Permission.objects.all()[0])
    address = EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    EmailConfirmation.create(address)
    ApiToken.objects.issue(person, "laptop")
    FormerName.objects.create(person=person, name=f"former-{person.pk}")
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "s"})
    SocialAccount.objects.create(user=person, provider="openid", uid=name)
    browser = Client()
    browser.force_login(person)
    note_use(person, str(browser.session.session_key), "192.0.2.1", "A browser")
    LogEntry.objects.create(user=person, object_repr="a tag", action_flag=2, change_message="Changed the name.")
    Footprint.objects.note(person, "192.0.2.1")
    make_own_idea(person)
    do_everything_about(make_idea(), person)
    make_idea(person, published=False)
    actions.unpublish(person, make_idea(person))
    return person


def make_own_idea(person: User) -> Idea:
    idea = make_idea(person, title="Read the moor")
    words = {name: getattr(idea, name) for name in ("title", "problem", "audience")}
    actions.edit_idea(person, idea, words | {"pitch": "Another pitch."}, ["bogs"])
    ExampleDraft.objects.create(idea=idea, rows=[["a", "b"]])
    revision = make_revision(idea)
    Document.objects.create(revision=revision, position=1, name="a.txt", text="A text.")
    run = make_run(revision, state="finished", trials_done=1, n=1)
    make_trial(run)
    Reopening.objects.create(run=run, person=person)
    make_comment(idea, person, "Mine.")
    Hold.objects.create(idea=idea, reason="first-post", ended=timezone.now(), is_approved=True)
    make_comment(idea)
    reply(person, claim(make_person(), idea, NewClaim("Fen", "Moor", "https://fen.example")), "It reads fens alone.")
    return idea


def do_everything_about(idea: Idea, person: User) -> None:
    actions.cast_vote(person, idea)
    actions.tally()
    make_comment(idea, person, "Theirs.")
    note_opening(person, idea)
    make_glance(idea, player(person), would_pay="nothing")
    say_fields(person, ["law", "teaching"])
    join(person, idea)
    InvitedPanel.objects.create(maker=person, name="Year 11", size=30, ends=timezone.now() + timedelta(days=1))
    ConfirmationMail.objects.create(idea=idea, address="hash", network="hash", to=person.email)
    claim(person, idea, NewClaim(product="Bog", company="Moor", link="https://moor.example"))
    other = claim(make_person(), idea, NewClaim(product="Fen", company="Moor", link="https://fen.example"))
    take_stance(person, other, upholds=True, reason="So it is.")
    revision = make_revision(idea)
    revision.examples.filter(position=1).update(author=person)
    run = make_run(revision)
    Try.objects.create(idea=idea, run=run, person=person, until=timezone.now())
    paste = Paste.objects.create(person=person, rows=[["in", "out"]], ends=timezone.now() + timedelta(hours=1))
    pasted = PastedRun.objects.create(paste=paste, recipe="majority", lane="quick", cost_rank=0, sample=1)
    PastedAnswer.objects.create(run=pasted, row=1, outcome="answered", answer="out", score=1)
    now = timezone.now()
    decided = {"idea": idea, "input": "in", "expected": "out", "decided": now}
    Proposal.objects.create(author=person, state="accepted", decided_by=idea.author, **decided)
    Proposal.objects.create(author=idea.author, state="declined", decided_by=person, **decided)
    gave = StrangersExample.objects.create(idea=idea, giver=person, task="classify", input="in", expected="out")
    judged = StrangersExample.objects.create(
        idea=idea, giver=make_person(), task="classify", input="on", expected="out"
    )
    StrangersVerdict.objects.create(example=judged, judge=person, answer="out", agrees=True)
    StrangersVerdict.objects.create(example=gave, judge=make_person(), answer="", agrees=False)
    said = {"idea": idea, "reason": "They are wrong.", "closed": now}
    StrangersChallenge.objects.create(person=person, closed_by=idea.author, **said)
    StrangersChallenge.objects.create(person=idea.author, closed_by=person, **said)
    actions.report(person, idea, "spam", "I saw it elsewhere.")
    settled = {"decision": "kept", "decided": now, "decided_by": person}
    Report.objects.create(reporter=make_person(), idea=idea, reason="spam", **settled)
    mod = make_person(staff=True)
    because = {"reason": "spam", "note": f"Dear {person.username}, this is not the place."}
    about_idea = {"verb": "keep", "kind": "idea", "idea": idea}
    mine = ModerationAct.objects.create(moderator=mod, person=person, **about_idea, **because)
    Suspension.objects.create(person=person, act=mine, since=now, ended=now)
    theirs = ModerationAct.objects.create(moderator=person, person=mod, reason="fine", **about_idea)
    Appeal.objects.create(act=mine, text=f"It is the place. {person.username}")
    Appeal.objects.create(act=theirs, text="No.", state="refused", decided=now, decided_by=person)
    ended = {"ended": now + timedelta(days=1), "why_ended": "Because.", "credited": now}
    certificate = Certificate.objects.create(idea=idea, revision=1, certified=now, score=0.5, evidence={}, **ended)
    Credit.objects.create(certificate=certificate, person=person, share=1.0, backed=now)
    Scout.objects.create(person=person, shares=1.0, hits=1, backed=1, hit_rate=0.2, credit=0.2, as_of=now)
    event = MomentEvent.objects.create(certificate=certificate, kind=EventKind.CERTIFIED, happened=now)
    Notice.objects.create(event=event, address=person.email, sent=now)
