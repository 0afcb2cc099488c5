"""The settings of the API. `marketplace.settings` imports all of them."""

from typing import Any

import environ

env = environ.Env()

CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]
CORS_ALLOW_HEADERS = ["accept", "authorization", "if-none-match"]
CORS_EXPOSE_HEADERS = ["ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After"]
CORS_URLS_REGEX = r"^/(api|feeds)/"
REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["marketplace.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["marketplace.api.parsers.Json"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["marketplace.api.throttles.ByReader"],
    "DEFAULT_THROTTLE_RATES": {
        "address": env.int("REQUESTS_PER_MINUTE_BY_ADDRESS", 300),
        "account": env.int("REQUESTS_PER_MINUTE_BY_ACCOUNT", 600),
    },
    "DEFAULT_METADATA_CLASS": "marketplace.api.options.Methods",
    "EXCEPTION_HANDLER": "marketplace.api.problems.problem_details",
    "NUM_PROXIES": env.int("TRUSTED_PROXIES", 0),
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Overlooked",
    "DESCRIPTION": "Ideas for open models, with the evidence for each.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PATH_CONVERTER_OVERRIDES": {"idea": str},
    "ENUM_NAME_OVERRIDES": {
        "IdeaState": "ideas.models.idea.IdeaState",
        "AnswerState": "ideas.models.answer.AnswerState",
        "RunState": "evaluations.prototypes.models.run.RunState",
        "EndpointState": "evaluations.prototypes.models.endpoint.EndpointState",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "marketplace.api.schema.declare_problems",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
