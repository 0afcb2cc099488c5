"""Every table with personal data, once: what it holds, why, for how long, and what becomes of it when a person leaves.

`tests/marketplace/personal_data/` refuses a model that points to people, or has a column for an address or a session,
and is missing here. To add one: an entry in the module that fits, and a row of it in `world.py` beside those tests.
What goes on leaving is deleted by its entry.
"""

from .ideas import IDEAS
from .machines import PROTOTYPES
from .others import MOMENTS, PANEL
from .people import PEOPLE

TABLES = (*PEOPLE, *IDEAS, *PROTOTYPES, *PANEL, *MOMENTS)
BY_MODEL = {table.model: table for table in TABLES}
