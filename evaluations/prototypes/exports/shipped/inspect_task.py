"""The prototype as an Inspect task: every example with its own messages and parameters, exactly as they were sent.

OVERLOOKED_BASE_URL=http://host:8000/v1 OVERLOOKED_API_KEY=... inspect eval inspect_task.py

OVERLOOKED_BASE_URL is any server with the OpenAI interface; a server without keys takes any text as its key."""

import sys
from pathlib import Path
from typing import Any

from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessage, ChatMessageAssistant, ChatMessageSystem, ChatMessageUser
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

sys.path.insert(0, str(Path(__file__).parent))

import overlooked_score as ours

ROLES = {"system": ChatMessageSystem, "user": ChatMessageUser, "assistant": ChatMessageAssistant}
SENT_APART = ("model", "messages", "temperature", "top_p", "max_tokens", "seed")
NOT_SENT = ("stream", "stream_options")  # whether the answer is streamed does not change it


@task
def overlooked() -> Task:
    model = f"openai-api/overlooked/{ours.run()['model']['served_as']}"
    judge = as_the_site_does() if ours.checks() else None
    return Task(dataset=MemoryDataset(samples()), solver=ask(), scorer=judge, model=model)


def samples() -> list[Sample]:
    examples = ours.examples()
    return [
        Sample(
            id=asked["row"],
            input=messages(asked["body"]),
            target=examples[asked["row"]]["expected"],
            metadata={"body": asked["body"]},
        )
        for asked in ours.requests().values()
    ]


def messages(body: dict[str, Any]) -> list[ChatMessage]:
    return [ROLES[message["role"]](content=message["content"]) for message in body["messages"]]


@solver
def ask() -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        body = state.metadata["body"]
        rest = {name: value for name, value in body.items() if name not in SENT_APART + NOT_SENT}
        return await generate(
            state,
            temperature=body["temperature"],
            top_p=body["top_p"],
            max_tokens=body["max_tokens"],
            seed=body["seed"],
            extra_body=rest,
        )

    return solve


@scorer(metrics=[mean(), stderr()])
def as_the_site_does() -> Scorer:
    async def judge(state: TaskState, target: Target) -> Score:
        text, row = state.output.completion, int(state.sample_id)
        return Score(value=ours.score(row, text, state.output.stop_reason), answer=text)

    return judge
