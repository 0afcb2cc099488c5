"""Every table with personal data, once: what it holds, why, for how long, and what becomes of it when a person leaves.

`tests/marketplace/personal_data/` refuses a model that points to people, or has a column for an address or a session,
and is missing here. To add one: an entry in the module that fits, its line in `docs/privacy.md`, and a row of it in
`world.py` beside those tests. The privacy page and the download read this list.
What goes on leaving is deleted by its entry.
"""

from marketplace.personal_data.table import TableGroup

from .ideas import IDEAS
from .machines import PROTOTYPES
from .others import MOMENTS, PANEL
from .people import PEOPLE

GROUPS = (
    TableGroup("Your account", PEOPLE),
    TableGroup("What you post and vote for", IDEAS),
    TableGroup("Examples, and what machines make of them", PROTOTYPES),
    TableGroup("What you say of others' ideas, and waitlists", PANEL),
    TableGroup("Moments and scouts", MOMENTS),
)
TABLES = (*PEOPLE, *IDEAS, *PROTOTYPES, *PANEL, *MOMENTS)
BY_MODEL = {table.model: table for table in TABLES}
