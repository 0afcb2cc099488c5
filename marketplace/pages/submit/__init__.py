"""Posting an idea, in the order of its steps.

1. `idea`: what it says. The address of a draft is made up before the draft exists, so that sending the
   first page twice, or keeping it while it is typed, always means the same draft.
2. `examples`: rows that are typed, pasted or uploaded; `rows` says how a page of them becomes all of them.
3. `review`: what everybody will see and what will be run; then `prototypes.publish`.

`typed` stands before all of them: whatever refuses a form shows it again with every word still in it.
"""
