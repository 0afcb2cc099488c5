"""Reading a form that may be larger than Django allows, without losing all of it."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

READ_BYTES = 100_000_000  # files go to the disk as they are read; a longer body is not read at all


def read_what_fits(request: HttpRequest) -> bool:
    """Parse the form; True if it is above the limits, and then with the fields before the one that was too much."""
    too_big = False

    def parse_file_upload(meta: dict[str, Any], stream: Any) -> tuple[QueryDict, MultiValueDict[str, Any]]:
        nonlocal too_big
        if content_length(request) > READ_BYTES:
            too_big = True
            return QueryDict(), MultiValueDict()
        parser = MultiPartParser(meta, stream, request.upload_handlers, request.encoding)
        try:
            return parser.parse()
        except (RequestDataTooBig, TooManyFieldsSent):
            too_big = True
            # A server that answers before it has read all closes the connection, and the answer is never seen.
            drain(stream)
            partial: QueryDict = vars(parser)["_post"]  # what it read before the field that was too much
            return partial, MultiValueDict()

    request.parse_file_upload = parse_file_upload  # type: ignore[method-assign, assignment]  # for this request alone
    request.POST  # noqa: B018 - reading it parses the body
    return too_big


def content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0


def drain(stream: Any) -> None:
    left = READ_BYTES
    while left > 0 and (chunk := stream.read(min(left, 65_536))):
        left -= len(chunk)
