"""What is kept of people who judge others' ideas, wait for them and find Moments."""

from marketplace.personal_data.table import COUNTED, WHILE_ACCOUNT, WHILE_IDEA, Fate, PersonalTable

PANEL = (
    PersonalTable(
        model="panel.Challenge",
        people=("person",),
        what="Which cards of the glance game you were dealt, whether each was for a field of work that you had named,"
        " and a keyed hash of your network. Of visitors without an account, a keyed hash of their session instead of"
        " the person",
        why="Nobody is dealt an idea twice, and limits for each visitor.",
        how_long=f"{WHILE_IDEA}; the hash of the network for 30 days",
        fate=Fate.NAMELESS,
        in_file=("person",),
        withheld={
            "session": "It is a hash.",
            "address": "It is a hash that is deleted after 30 days.",
            "place": "It is the right answer to a card that may still be open.",
        },
    ),
    PersonalTable(
        model="panel.Glance",
        people=("person",),
        what="Your answers in the glance game. Of visitors without an account, a keyed hash of their session instead of"
        " the person, which can be made only with the session's own secret",
        why=COUNTED,
        how_long=WHILE_IDEA,
        fate=Fate.NAMELESS,
        in_file=("person",),
        withheld={"session": "It is a hash."},
    ),
    PersonalTable(
        model="panel.KnownFields",
        people=("person",),
        what="Which fields of work you said you know, or that you would rather not say, and when. Nobody else sees it",
        why="What those want whom an idea is for is counted apart.",
        how_long=WHILE_ACCOUNT,
        fate=Fate.GOES,
        in_file=("person",),
    ),
    PersonalTable(
        model="panel.InvitedPanel",
        people=("maker",),
        what="Groups that you invited by a link to glance at ideas: what you called each, who they are, its link. Their"
        " cards and answers are among those of the glance game",
        why="You ask the group, and its numbers are shown beside the ideas.",
        how_long=WHILE_ACCOUNT,
        fate=Fate.NAMELESS,
        on_leaving="it is closed, and its name and your line about it go",
        in_file=("maker",),
    ),
    PersonalTable(
        model="panel.Opening",
        people=("person",),
        what="That you opened the page of an idea, and when first",
        why="A glance counts only before one has seen the idea.",
        how_long=WHILE_IDEA,
        fate=Fate.NAMELESS,
        in_file=("person",),
    ),
    PersonalTable(
        model="panel.Claim",
        people=("person",),
        what="Your claims that a product does what an idea is for",
        why=f"You publish them. {COUNTED}",
        how_long=WHILE_IDEA,
        fate=Fate.NAMELESS,
        in_file=("person",),
    ),
    PersonalTable(
        model="panel.Stance",
        people=("person",),
        what="Which claims of others you upheld or challenged, and your reasons",
        why=f"You publish them. {COUNTED}",
        how_long=WHILE_IDEA,
        fate=Fate.NAMELESS,
        in_file=("person",),
    ),
    PersonalTable(
        model="panel.Waiting",
        people=("person",),
        what="Your address on the waitlists of ideas. Also of visitors without an account",
        why="You asked for a mail.",
        how_long="until you leave the list; an address that nobody confirms for 7 days",
        fate=Fate.NAMELESS,
        on_leaving="only where you also glanced at the idea, because that counts; the address goes in any case",
        in_file=("person",),
        by_address=("address",),
    ),
    PersonalTable(
        model="panel.ConfirmationMail",
        what="That an address was typed for a waitlist: the address until the mail is sent, then a keyed hash of it and"
        " of the network",
        why="Nobody gets many mails that somebody else asked for.",
        how_long="7 days",
        fate=Fate.GOES,
        on_leaving="the hashes after 7 days",
        by_address=("to",),
        withheld={"address": "It is a hash.", "network": "It is a hash of where somebody typed it."},
    ),
)

MOMENTS = (
    PersonalTable(
        model="moments.Notice",
        what="To which addresses a mail about a Moment went",
        why="Nobody gets it twice, and it is tried again when a mail server refuses.",
        how_long="30 days",
        fate=Fate.GOES,
        by_address=("address",),
    ),
    PersonalTable(
        model="moments.Credit",
        people=("person",),
        what="Your share of the credit for a Moment",
        why="Whoever finds one early is credited. The name is shown only if you choose so.",
        how_long=WHILE_IDEA,
        fate=Fate.NAMELESS,
        in_file=("person",),
    ),
    PersonalTable(
        model="moments.Scout",
        people=("person",),
        what="The sums of your credit",
        why="They order the scouts.",
        how_long=WHILE_ACCOUNT,
        fate=Fate.NAMELESS,
        in_file=("person",),
    ),
)
