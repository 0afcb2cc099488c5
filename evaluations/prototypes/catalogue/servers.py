"""From the catalogue's rows to the engines that know no rows."""

from evaluations.prototypes.engines import Server
from evaluations.prototypes.models import Endpoint


def server_of(endpoint: Endpoint) -> Server:
    return Server(endpoint.name, endpoint.url, endpoint.spoken_kind, endpoint.key_variable, endpoint.deadline)
