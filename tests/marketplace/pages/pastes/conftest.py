"""The fake model servers of the tests of prototypes."""

from tests.evaluations.prototypes.conftest import chat_model, chat_server, embedding_model, embedding_server

__all__ = ["chat_model", "chat_server", "embedding_model", "embedding_server"]
