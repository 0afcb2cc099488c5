"""`Authorization: Bearer <token>`: a program acts for the person who made the token, within the token's scopes.

The scope is checked here, for every view, so none can forget it. Reading takes `read`, everything else `write`; a view
for moderators has the permission `Moderates`, which names the scope `moderate` for all its methods.
"""

from typing import Any

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from ideas.actions.acts import NEEDS_FACTOR
from marketplace.accounts.models import ApiToken, TokenScope, User

CHALLENGE = 'Bearer realm="Overlooked"'


class Moderates(BasePermission):
    """For moderators, by a token that may moderate."""

    scope = TokenScope.MODERATE

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.user, User) or not request.user.moderates:
            return False
        self.message = NEEDS_FACTOR
        return not request.user.lacks_second_factor


class ScopeMissing(PermissionDenied):
    """The token may not do this. The header says which scope would be needed, as RFC 6750 has it."""

    def __init__(self, scope: TokenScope) -> None:
        super().__init__(f"This takes a token with the scope {scope.value}. Make one on your account page.")
        self.auth_header = f'{CHALLENGE}, error="insufficient_scope", scope="{scope.value}"'


class BearerToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person, or None without a header. Raises AuthenticationFailed for a wrong token, and ScopeMissing
        for one that may not do this."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = ApiToken.objects.matching(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("This token is not known, or was revoked. Make one on your account page.")
        if token.is_out_of_date:
            raise AuthenticationFailed(
                f"This token expired on {token.expires:%d %B %Y, %H:%M} UTC. Make another on your account page."
            )
        token.mark_used()
        scope = scope_needed(request.parser_context["view"], request.method or "")
        if scope not in token.scopes:
            raise ScopeMissing(scope)
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


def scope_needed(view: Any, method: str) -> TokenScope:
    if Moderates in view.permission_classes:
        return TokenScope.MODERATE
    return TokenScope.READ if method in SAFE_METHODS else TokenScope.WRITE
