"""Answering examples: each is asked of the fold in which it is held out, and what comes back is scored."""

import asyncio
from dataclasses import dataclass, replace
from typing import TypeAlias

from asgiref.sync import sync_to_async

from evaluations.prototypes.catalogue.cached_answers import key_for, look_up, row_of
from evaluations.prototypes.engines import Failure, Request, broken_off, chat_request, streamed
from evaluations.prototypes.models import OpenModel, Outcome
from evaluations.prototypes.recipes.types import Answered, ChatRequest

from .context import Columns, Desk, Held, Kept, Troubled, held
from .fit import row_for
from .score import judged, judged_at_once
from .trial_rows import Judged, trial_of

AT_ONCE = 256  # examples whose questions are written, and looked up in the cache, at once


@dataclass(frozen=True, slots=True)
class Question:
    """An example and what its recipe makes of it: an answer at once, or something to ask."""

    example: Held
    asked: Answered | ChatRequest | None
    request: Request | None = None
    key: str = ""
    kept: Kept | None = None


Questions: TypeAlias = "asyncio.Queue[Question | None]"  # None: there are no more


async def answer_examples(desk: Desk) -> None:
    """Hands take questions from a queue that is kept filled, so that none of them waits for the database."""
    questions: Questions = asyncio.Queue(2 * desk.hands)
    async with asyncio.TaskGroup() as group:
        group.create_task(write_questions(desk, questions))
        for _ in range(desk.hands):
            group.create_task(answer_from(questions, desk))


async def write_questions(desk: Desk, questions: Questions) -> None:
    while desk.left and not desk.is_over:
        for question in await sync_to_async(next_questions)(desk):
            await questions.put(question)
    for _ in range(desk.hands):
        await questions.put(None)


async def answer_from(questions: Questions, desk: Desk) -> None:
    while (question := await questions.get()) is not None:
        if not desk.is_over:
            desk.trials.append(await answer(desk, question))


def next_questions(desk: Desk) -> list[Question]:
    """Some at once, so that one query reads them and another finds what the cache has of them."""
    drawn = [desk.left.popleft() for _ in range(min(AT_ONCE, len(desk.left)))]
    written = [question_of(desk, example) for example in held(desk.revision, drawn)]
    requests = {question.key: question.request for question in written if question.request}
    found = look_up(desk.run, requests) if requests and not desk.past_cache else {}
    return [replace(question, kept=found.get(question.key)) for question in written]


def question_of(desk: Desk, example: Held) -> Question:
    row = row_for(desk, example.input, example.expected)
    if desk.needs_vectors and row.vector is None:
        return Question(example, None)  # too long to embed: nothing to look for neighbours with
    asked = desk.folds[example.fold].ask(row)
    if isinstance(asked, Answered):
        return Question(example, asked)
    model = model_of(desk)
    schema = asked.schema if model.takes_schema else None  # the prompt says the form, too
    request = chat_request(model.served_as, asked.messages, asked.max_tokens, schema, asked.stop)
    sent = streamed(request) if model.endpoint.is_slow else request  # the answer is the same, and so is its key
    return Question(example, asked, sent, key_for(model, request))


async def answer(desk: Desk, question: Question) -> Columns:
    own = desk.vectors.get(question.example.input) if desk.needs_vectors else None
    if not isinstance(question.asked, ChatRequest):
        at_once = await judged_at_once(desk, question.example, question.asked)
        return trial_of(desk, question.example, own, None, at_once)
    kept = question.kept or await asked_now(desk, question)
    return trial_of(desk, question.example, own, kept, await judged(desk, question.example, question.asked, kept))


async def asked_now(desk: Desk, question: Question) -> Kept:
    """Raises Troubled; the attempts that failed until then are kept on an open trial, as for who is called off."""
    assert question.request
    failures: list[Failure] = []
    try:
        reply = await desk.ask(model_of(desk), question.request, failures)
    except (Troubled, asyncio.CancelledError):
        if failures:
            kept = Kept(broken_off(question.request, failures))
            desk.trials.append(trial_of(desk, question.example, None, kept, Judged(Outcome.ERROR)))
        raise
    if reply.may_be_kept:
        desk.answers.append(row_of(desk.run, question.key, reply))
    return Kept(reply)


def model_of(desk: Desk) -> OpenModel:
    assert desk.run.model
    return desk.run.model
