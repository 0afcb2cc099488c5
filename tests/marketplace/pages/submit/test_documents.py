"""Documents that are typed, pasted and uploaded beside the examples, for ideas that search them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from evaluations.prototypes.datasets.revisions import save_example_draft
from evaluations.prototypes.models import ExampleDraft, ExampleRevision
from ideas.models import Idea
from marketplace.accounts.models import User
from tests.sentences import unlike

from .sheets import stored, typed

pytestmark = pytest.mark.django_db


LEASE = [("deposit", "The deposit is three months' rent."), ("notice", "Notice is given in writing."), ("pets", "Ask.")]
QUESTIONS = [(f"{unlike(number)}?", "Notice" if number % 2 else "deposit") for number in range(10)]


def with_documents(documents: list[tuple[str, str]], **more: object) -> dict[str, object]:
    names, texts = [name for name, _ in documents], [text for _, text in documents]
    return typed(QUESTIONS, document_name=names, document_text=texts, **more)


def documents_of(idea: Idea) -> list[tuple[str, str]]:
    return ExampleDraft.objects.of(idea).papers


class TestDocuments:
    def test_documents_are_kept_and_make_the_task_a_search(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, with_documents([*LEASE, ("", "")]))

        assert response["Location"] == f"/submit/{idea.slug}/review/"
        assert documents_of(idea) == LEASE
        review = client.get(response["Location"]).text
        assert "Search: find the document that answers" in review and "The first three of 3 documents" in review
        assert "an expected document comes first" in review
        client.post(f"/submit/{idea.slug}/review/", {"do": "publish", "idea": idea.pk})
        revision = ExampleRevision.objects.latest_of(idea)
        assert revision and (revision.task, revision.documents.count()) == ("search", 3)

    def test_name_that_no_document_has_is_said_with_the_closest(self, client: Client, address: str) -> None:
        response = client.post(address, with_documents([("deposits", "x"), ("notice", "y")]))

        assert response.status_code == 422
        assert (
            "Row 1 expects &quot;deposit&quot;, but no document has that name. Did you mean &quot;deposits&quot;?"
            in (response.text)
        )

    def test_what_is_wrong_with_a_document_is_said_beside_it(self, client: Client, idea: Idea, address: str) -> None:
        response = client.post(address, with_documents([*LEASE, ("keys", ""), ("Pets", "No.")], task="search"))

        assert response.status_code == 422
        assert '<a href="#document-4-name">Document 4 (keys) has no text.' in response.text
        assert "Documents 3 and 5 are both named" in response.text.split('id="document-5-error"')[1]
        assert len(documents_of(idea)) == 5

    @pytest.mark.parametrize(
        ("names", "datas"),
        [
            (["lease.csv"], ["name,text\n" + "\n".join(f'{name},"{text}"' for name, text in LEASE)]),
            (["lease.jsonl"], ["\n".join(json.dumps({"name": name, "text": text}) for name, text in LEASE)]),
            (["deposit.txt", "notice.md", "pets.TXT"], [text for _, text in LEASE]),
        ],
    )
    def test_files_are_read_by_their_kind(
        self, client: Client, idea: Idea, address: str, names: list[str], datas: list[str]
    ) -> None:
        files = [SimpleUploadedFile(name, data.encode()) for name, data in zip(names, datas, strict=True)]
        response = client.post(address, typed(QUESTIONS, do="take_documents", document_files=files), follow=True)

        assert documents_of(idea) == LEASE
        assert "3 documents were read and saved." in response.text

    def test_pasted_documents_go_after_those_there_are_or_in_their_place(
        self, client: Client, idea: Idea, address: str
    ) -> None:
        pasted = "name\ttext\nkeys\tTwo keys."
        client.post(address, with_documents(LEASE, papers=pasted, do="take_documents"))
        assert documents_of(idea) == [*LEASE, ("keys", "Two keys.")]

        client.post(address, with_documents(LEASE, papers=pasted, do="take_documents", replace_documents="1", seen=1))
        assert documents_of(idea) == [("keys", "Two keys.")]

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("scan.txt", b"%PDF\x00", "scan.txt: Line 1 holds a NUL byte"),
            ("scan.pdf", b"%PDF", "scan.pdf: The name of the file ends in none of .csv"),
            ("old.txt", "Höhe Öl".encode() + b"\xfc", "old.txt: Line 1 holds a byte that is not UTF-8"),
            ("big.md", b"x" * 1_000_001, "big.md: The file has 1,000,001 bytes"),
            ("many.csv", b"a,b,c\n1,2,3", "many.csv: There are 3 columns"),
            ("half.jsonl", b'{"name": "a"}', "half.jsonl: Row 1 does not name both a name and a text"),
        ],
    )
    def test_file_that_cannot_be_read_is_named_with_the_reason_and_nothing_is_lost(
        self, client: Client, idea: Idea, address: str, name: str, data: bytes, said: str
    ) -> None:
        file = SimpleUploadedFile(name, data)
        response = client.post(address, with_documents(LEASE, papers="pasted, too", document_files=[file]))

        assert response.status_code == 422
        assert said in response.text and "pasted, too</textarea>" in response.text
        assert documents_of(idea) == LEASE and len(stored(idea)) == 10

    def test_nothing_brought_is_said(self, client: Client, address: str) -> None:
        assert "Paste documents or choose files first." in client.post(address, typed([], do="take_documents")).text

    def test_documents_come_in_pages(self, client: Client, idea: Idea, address: str, ada: User) -> None:
        many = [(f"page {n}", f"What page {n} says.") for n in range(1, 25)]
        save_example_draft(ada, idea, [], documents=many)
        assert "Documents 1 to 10 of 24." in client.get(address).text

        changed = [("page 1", "Changed."), *many[1:10]]
        response = client.post(
            address, with_documents(changed, do="", seen=1, documents_first=1, documents_after=14, documents_at=21)
        )
        assert response["Location"] == f"{address}?at=1&documents_at=21#documents"
        assert documents_of(idea) == [("page 1", "Changed."), *many[1:]]
        assert 'id="document-24-name"' in client.get(response["Location"]).text

    def test_autosave_keeps_documents_and_checks(self, client: Client, idea: Idea, address: str) -> None:
        sent = with_documents(LEASE, task="search", scorer="mrr", also=["recall@5"], seen=0, do="")
        saved = client.post(address, sent, headers={"HX-Request": "true"}).text

        assert "The draft is saved." in saved and "<b>3 documents</b>" in saved
        assert "how early the first expected document comes" in saved
        assert documents_of(idea) == LEASE
        assert ExampleDraft.objects.of(idea).more_checks == [["recall@5", None]]
