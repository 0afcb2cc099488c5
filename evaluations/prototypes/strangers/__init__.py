"""The strangers' set: examples that the author of an idea cannot choose.

1. `offers`: the lot offers ideas to people, and only what comes so decides.
   `give`: anybody else gives an input and what should come of it; personal data is refused (`personal`).
2. `judge`: two others, to whom it is dealt by lot, answer it blind.
3. `settle`: where both answer as the giver did, by the idea's own check, the row is agreed. Judges are weighed
   (`voices`), and accounts that count nothing elsewhere count nothing here.
4. `place`: an agreed row enters the set. Of those that people brought no giver has more than a quarter.
5. `measure`: workers let every finished run answer the set, fitted on the author's rows alone. Only the number is kept.
6. `challenge`: the author declines nothing, but says what is wrong; a moderator reads the rows and may take some out.
"""
