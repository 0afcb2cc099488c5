"""Posting an idea, in the order of its steps.

1. `idea`: its texts. The address of a draft is made up before the draft exists, so that sending the first page twice,
   or saving it while it is typed, always means the same draft.
2. `examples`: rows that are typed, pasted or uploaded. `rows` puts the rows of one page back among all of them.
3. `review`: the idea as everybody will see it, the runs it will get, and the button that calls `prototypes.publish`.

`site.refused_forms` wraps the views: a form that is refused before its view sees it is shown again with all its text.
"""
