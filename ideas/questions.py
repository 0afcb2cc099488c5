"""The five questions of every idea, in their order, and how long their answers may be. Pure."""

QUESTIONS = ("obvious", "wanted", "overlooked", "works", "cheap")
OF_PEOPLE = ("obvious", "wanted", "overlooked")  # people answer these; machines answer the others

# Characters of the columns of `ideas.models.Answer`, and of the evidence line of an idea.
MAX_HEADLINE = 120
MAX_BASIS = 300
MAX_EVIDENCE_LINE = 300
