"""Posting and editing an idea in a real browser, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import APIResponse, FilePayload, Page, Route, expect

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from ideas import actions
from ideas.models import Idea
from marketplace.accounts.models import User
from marketplace.pages.pastes.table import as_text
from tests.factories import make_idea, make_person
from tests.sentences import NOTES, unlike

pytestmark = pytest.mark.django_db(transaction=True)
SignIn = Callable[[Page, str], None]
Check = Callable[[Page], None]
PHONE_WIDTH = 390  # pixels


@pytest.fixture
def ada() -> User:
    return make_person("ada")


@pytest.fixture
def draft(ada: User) -> Idea:
    return make_idea(ada, published=False, tags=("repair",))


def row(page: Page, number: int, field: str) -> str:
    return page.locator(f"#row-{number}-{field}").input_value()


def paste(page: Page, into: str, text: str) -> None:
    """As the browser does it when somebody pastes: an event that a page may handle, else the text goes in."""
    page.locator(into).focus()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
            if (document.activeElement.dispatchEvent(event)) document.execCommand("insertText", false, text);
        }""",
        text,
    )


def test_idea_is_posted_from_the_first_word_to_its_page(any_page: Page, ada: User, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.get_by_role("banner").get_by_role("link", name="Post an idea").click()
    page.get_by_role("link", name="Begin with a pitch").click()
    page.get_by_label("Title").fill("Route repair notes to the right table")
    page.get_by_label("Pitch").fill("Visitors write what is broken. A model on an old laptop picks the table.")
    page.get_by_label("The problem").fill("One volunteer reads every note.")
    page.get_by_text("why the labs overlook it, why open models fit").click()
    page.get_by_label("Offline: there is no network").check()
    page.get_by_label("Tags").fill("Repair, volunteers")
    page.get_by_role("button", name="Save and go on to examples").click()

    expect(page.get_by_role("alert")).to_contain_text("Who it is for, and what for: This is needed")
    expect(page.get_by_label("The problem")).to_have_value("One volunteer reads every note.")
    page.get_by_label("Who it is for, and what for").fill("Volunteers at the desk of a repair café")
    page.get_by_role("button", name="Save and go on to examples").click()

    page.get_by_role("button", name="Add 8 rows").click()
    expect(page.locator("#row-16-input")).to_be_visible()
    for number, (given, expected) in enumerate(NOTES, 1):
        page.locator(f"#row-{number}-input").fill(given)
        page.locator(f"#row-{number}-expected").fill(expected)
    page.get_by_role("button", name="Save and go on to review").click()

    expect(page.get_by_text("2 different outputs over 12 rows", exact=False)).to_be_visible()
    page.get_by_role("button", name="Publish and try it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Route repair notes to the right table")
    idea = Idea.objects.get()
    assert idea.is_published and idea.fits == ["offline"]
    assert [tag.name for tag in idea.tag_list] == ["repair", "volunteers"]
    revision = ExampleRevision.objects.latest_of(idea)
    assert revision and revision.pairs() == NOTES


def test_table_that_was_tried_is_posted(any_page: Page, ada: User, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto("/try/")
    page.get_by_label("One example in each line").fill(as_text(NOTES, ("note", "table")))
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="See a model do it").click()
    page.get_by_role("banner").get_by_role("link", name="Post an idea").click()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text(NOTES[0][0])
    page.get_by_role("button", name="Go on with this table").click()

    expect(page.get_by_text("Your 12 lines are in this draft")).to_be_visible()
    write_what_is_needed(page)
    page.get_by_role("button", name="Save and go on to review").click()
    page.get_by_role("button", name="Publish and try it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Route repair notes")
    revision = ExampleRevision.objects.latest_of(Idea.objects.get())
    assert revision and revision.pairs() == NOTES


def test_idea_begins_with_its_examples(any_page: Page, ada: User, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto("/submit/")
    page.get_by_role("button", name="Begin with examples").click()
    expect(page.get_by_text("Only you see these rows until you publish the idea.")).to_be_visible()
    page.locator("#paste").fill(as_text(NOTES, ("note", "table")))
    page.get_by_role("button", name="Read the table").click()
    page.get_by_role("button", name="Save and go on to the words").click()

    expect(page.get_by_text("Only you see this until you publish it.")).to_be_visible()
    write_what_is_needed(page)
    page.get_by_role("button", name="Save and go on to review").click()
    expect(page.get_by_role("button", name="Publish and try it")).to_be_visible()


def write_what_is_needed(page: Page) -> None:
    page.get_by_label("Title").fill("Route repair notes")
    page.get_by_label("Pitch").fill("A model on an old laptop picks the table.")
    page.get_by_label("The problem").fill("One volunteer reads every note.")
    page.get_by_label("Who it is for").fill("Volunteers at the desk")


def test_wrong_rows_are_named_beside_them_and_keep_everything(any_page: Page, draft: Idea, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    page.locator("#paste").fill("\n".join(f"{given}\t{expected}" for given, expected in NOTES))
    page.get_by_role("button", name="Read the table").click()
    page.locator("#row-3-expected").fill("")
    page.get_by_role("button", name="Save and go on to review").click()

    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Row 3 has no expected output")
    summary.get_by_role("link", name="Row 3 has no expected output").click()
    expect(page.locator("#row-3-expected")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#row-3-expected-error")).to_be_visible()
    assert row(page, 4, "input") == NOTES[3][0]


def test_documents_are_given_and_a_wrong_name_is_corrected(any_page: Page, draft: Idea, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    page.locator("#paste").fill("\n".join(f"{unlike(n)}?\tdeposits" for n in range(8)))
    page.get_by_text("Documents to search").click()
    page.get_by_label("Name of document 1").fill("deposit")
    page.get_by_label("Text of document 1").fill("Three months' rent.")
    page.get_by_label("Or paste them").fill("name\ttext\nnotice\tIn writing.")
    page.get_by_label("Search: find the document that answers").check()
    page.get_by_role("button", name="Save and go on to review").click()

    expect(page.get_by_role("alert")).to_contain_text('no document has that name. Did you mean "deposit"?')
    expect(page.get_by_label("Text of document 2")).to_have_value("In writing.")
    expect(page.get_by_label("An expected document comes first", exact=True)).to_be_visible()
    expect(page.get_by_label("The same text, apart from")).to_be_hidden()
    for number in range(1, 9):
        page.locator(f"#row-{number}-expected").fill("deposit")
    page.get_by_role("button", name="Save and go on to review").click()
    page.get_by_role("button", name="Publish and try it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(draft.title)
    revision = ExampleRevision.objects.latest_of(draft)
    assert revision and (revision.task, revision.documents.count()) == ("search", 2)


def test_table_from_a_spreadsheet_goes_after_the_rows(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    page.locator("#row-1-input").fill("mine")
    quoted = '"says ""no""\nand stops"\telectrics'
    rows = ["Meldung\tGewerk", *["\t".join(row) for row in NOTES[:9]], quoted, ""]
    paste(page, "#row-2-input", "\r\n".join(rows))

    expect(page.get_by_text("10 rows were read and saved.")).to_be_visible()
    expect(page.get_by_text("The first row, “Meldung” and “Gewerk”, was read as the names")).to_be_visible()
    assert row(page, 1, "input") == "mine"
    assert (row(page, 2, "input"), row(page, 2, "expected")) == NOTES[0]
    assert row(page, 11, "input") == 'says "no"\nand stops'
    expect(page.locator("#paste")).to_have_value("")
    assert len(ExampleDraft.objects.of(draft).pairs) == 11


OPPOSITES = "word\topposite\nhot\tcold\nbig\tsmall\nwet\tdry"


def test_table_in_doubt_is_asked_about_and_read_as_chosen(any_page: Page, draft: Idea, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    page.locator("#row-1-input").fill("mine")
    page.locator("#paste").fill(OPPOSITES)
    page.get_by_role("button", name="Read the table").click()

    expect(page.get_by_role("heading", name="How is the pasted table meant?")).to_be_visible()
    expect(page.locator("#paste")).to_have_value(OPPOSITES)
    assert row(page, 1, "input") == "mine"
    named = page.get_by_role("listitem").filter(has_text="the first row names the columns")
    expect(named.get_by_role("columnheader")).to_have_text(["Goes in word", "Comes out opposite"])
    named.get_by_role("button", name="Read it like this").click()

    expect(page.get_by_text("3 rows were read and saved.")).to_be_visible()
    assert [row(page, number, "input") for number in (1, 2, 3, 4)] == ["mine", "hot", "big", "wet"]


def test_file_in_doubt_is_read_as_chosen_on_a_phone(
    phone: Page, draft: Idea, sign_in: SignIn, accessible: Check
) -> None:
    page = phone
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    file = FilePayload(name="words.tsv", mimeType="text/plain", buffer=OPPOSITES.encode("utf-16"))
    page.get_by_label("Or choose a file").set_input_files(file)
    page.get_by_role("button", name="Read the table").click()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE_WIDTH
    accessible(page)
    page.get_by_role("button", name="Read it like this").first.click()

    expect(page.get_by_text("4 rows were read and saved.")).to_be_visible()
    assert row(page, 1, "input") == "word"


def test_long_table_is_shown_in_pages(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    paste(page, "#row-1-input", "\n".join(f"note {n}\t{'wood' if n % 2 else 'bikes'}" for n in range(600)))

    expect(page.get_by_text("600 rows were read and saved.")).to_be_visible()
    expect(page.get_by_text("Rows 1 to 50 of 600.")).to_be_visible()
    page.get_by_role("button", name="Later rows").click()
    assert row(page, 51, "input") == "note 50"


def test_text_with_line_breaks_is_pasted_into_one_row(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    paste(page, "#row-1-input", "Dear sir,\nit hums.")

    assert row(page, 1, "input") == "Dear sir,\nit hums."
    assert row(page, 2, "input") == ""


def test_rows_grow_and_go(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    page.locator("#row-8-input").press_sequentially("last")
    expect(page.locator("#row-9-input")).to_be_visible()
    page.locator("#row-2-input").fill("second")
    page.get_by_role("button", name="Remove row 1", exact=True).click()

    assert row(page, 1, "input") == "second"
    assert row(page, 7, "input") == "last"
    expect(page.locator("#row-1-input")).to_be_focused()
    expect(page.get_by_label("Input of row 8")).to_be_visible()


def test_draft_is_kept_while_it_is_typed(page: Page, ada: User, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto("/submit/?from=pitch")
    page.get_by_label("Title").press_sequentially("Half a ti")
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    expect(page.get_by_role("article").get_by_role("heading", name="Half a ti")).to_be_visible()
    page.get_by_label("Pitch").fill("x" * 150)
    expect(page.get_by_text("10 over the 140 that fit")).to_be_visible()
    expect(page.get_by_text("Not yet saved: Pitch", exact=False)).to_be_visible()

    page.goto("/submit/")
    page.get_by_role("link", name="Half a ti", exact=True).click()
    expect(page.get_by_label("Title")).to_have_value("Half a ti")
    assert Idea.objects.count() == 1


def test_autosave_says_when_another_window_was_later(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/")
    other = page.context.new_page()
    other.goto(f"/submit/{draft.slug}/")
    other.get_by_label("Title").fill("From the other window")
    other.get_by_role("button", name="Save the draft").click()
    page.get_by_label("Title").fill("From this window")
    expect(page.get_by_text("This draft was changed elsewhere.", exact=False)).to_be_visible()

    draft.refresh_from_db()
    assert draft.title == "From the other window"
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", name="What is stored now")).to_be_visible()
    stored = page.get_by_role("region", name="What is stored now")
    expect(stored.get_by_text("From the other window")).to_be_visible()
    expect(page.get_by_label("Title")).to_have_value("From this window")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved. You can finish it another day.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.title == "From this window"


TABLE = "\n".join(f"{unlike(n)}\t{'wood' if n % 2 else 'bikes'}" for n in range(26))


def test_table_read_in_an_older_window_loses_no_row(any_page: Page, draft: Idea, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    other = page.context.new_page()
    other.goto(f"/submit/{draft.slug}/examples/")
    other.locator("#paste").fill(TABLE)
    other.get_by_role("button", name="Read the table").click()
    expect(other.get_by_text("26 rows were read and saved.")).to_be_visible()
    page.locator("#row-1-input").fill("from this window")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("This draft was changed elsewhere")
    expect(page.get_by_role("cell", name=unlike(25))).to_be_visible()
    assert row(page, 1, "input") == "from this window"
    assert len(ExampleDraft.objects.of(draft).pairs) == 26


def test_button_pressed_during_an_autosave_waits_for_it(page: Page, draft: Idea, sign_in: SignIn) -> None:
    """The autosave is stored, but its answer, with the next number, comes after the button is pressed."""
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    answers: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.headers.get("hx-request"):
            answers.append((route, route.fetch()))
        else:
            route.continue_()

    page.route("**/examples/", hold)
    with page.expect_request(lambda request: "hx-request" in request.headers):
        page.locator("#row-1-input").fill("typed")
    page.locator("#paste").fill(TABLE)
    page.get_by_role("button", name="Read the table").dblclick()
    page.wait_for_timeout(300)
    assert len(ExampleDraft.objects.of(draft).pairs) == 1
    for route, answer in answers:
        route.fulfill(response=answer)

    expect(page.get_by_text("26 rows were read and saved.")).to_be_visible()
    assert len(ExampleDraft.objects.of(draft).pairs) == 27


def test_autosaves_go_one_after_the_other(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/")
    saved = []
    page.on("response", lambda response: saved.append(response.status) if response.request.method == "POST" else None)

    def slow(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.route(f"**/{draft.slug}/", slow)
    for word in ("One", "Two", "Three"):
        page.get_by_label("Title").fill(word)
        page.wait_for_timeout(2_100)

    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    page.wait_for_timeout(1_500)
    draft.refresh_from_db()
    assert draft.title == "Three"
    assert set(saved) == {200}


def test_session_that_ran_out_loses_nothing(any_page: Page, draft: Idea, sign_in: SignIn) -> None:
    page = any_page
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("The problem").fill("Typed for an hour.")
    page.get_by_role("button", name="Save and go on to examples").click()
    page.locator("input[name=login]").fill("ada")
    page.locator("input[name=password]").fill("correct-horse-battery")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("Nothing you typed is lost", exact=False)).to_be_visible()
    expect(page.get_by_label("The problem")).to_have_value("Typed for an hour.")
    page.get_by_role("button", name="Save and go on to examples").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Examples")
    draft.refresh_from_db()
    assert draft.problem == "Typed for an hour."


def test_tags_are_completed_after_each_comma(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto("/submit/?from=pitch")
    page.get_by_label("Tags").fill("wood, ")

    assert page.locator("#known-tags option").evaluate_all("options => options.map(o => o.value)") == ["wood, repair"]


def test_choice_of_a_scorer_is_shown_for_written_answers_alone(page: Page, draft: Idea, sign_in: SignIn) -> None:
    sign_in(page, "ada")
    page.goto(f"/submit/{draft.slug}/examples/")
    scorer = page.get_by_label("Close in meaning, by embedding similarity")
    page.get_by_label("Classify: choose one of a few labels").check()
    expect(scorer).to_be_hidden()
    page.get_by_label("Answer: write a short text").check()
    expect(scorer).to_be_visible()


def test_every_page_has_no_barrier(
    page: Page, phone: Page, ada: User, draft: Idea, accessible: Check, sign_in: SignIn
) -> None:
    save_example_draft(ada, draft, [*NOTES, ("No output", "")])
    idea = make_idea(ada)
    actions.edit_idea(ada, idea, {"title": "Sort letters", "problem": "Other words."}, ["farms"])
    submitting = [f"/submit/{draft.slug}/{step}" for step in ("", "examples/", "examples/?check", "review/", "delete/")]
    editing = [f"/ideas/{idea.slug}/{page}/" for page in ("edit", "examples", "versions", "unpublish")]
    for screen in (page, phone):
        sign_in(screen, "ada")
        for address in ["/submit/", "/submit/?from=pitch", *submitting, *editing]:
            screen.goto(address)
            accessible(screen)
            assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{address} scrolls sideways"
