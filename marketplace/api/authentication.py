"""`Authorization: Bearer <token>`: a program acts for the person who made the token."""

from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from marketplace.accounts.models import ApiToken, User


class BearerToken(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's person, or None without a header. Raises AuthenticationFailed for a wrong token."""
        scheme, _, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        token = ApiToken.objects.matching(secret.strip().decode("latin-1"))
        if token is None:
            raise AuthenticationFailed("This token is not known, or was revoked. Make one on your account page.")
        token.mark_used()
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Overlooked"'
