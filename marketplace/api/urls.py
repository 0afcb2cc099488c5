"""Every address of the API. Each is served with the same headers for caches."""

from typing import Any

from django.urls import URLPattern, path, re_path
from rest_framework.views import APIView

from .caching import with_cache_headers
from .views.claims import Claims, OneClaim, OneStance
from .views.comments import Comments, OneComment
from .views.comparison import Comparisons
from .views.docs import Docs, Schema
from .views.examples import Examples
from .views.glances import Card, Glances, Turn
from .views.ideas import Drafts, Ideas, OneIdea, Publication
from .views.index import Index
from .views.lists import TopIdeas
from .views.models import Models, OneModel
from .views.moments import Moments
from .views.not_found import Missing
from .views.reports import ClaimReport, CommentReport, IdeaReport
from .views.run_controls import Demo, Instructions, Rerun, Rest, Stop
from .views.runs import OneRun, Runs, Trials
from .views.tries import OneTry
from .views.votes import OneVote
from .views.waitlist import Waitlist


def serve(route: str, view: type[APIView], name: str) -> URLPattern:
    return path(route, with_cache_headers(view.as_view()), name=name)


urlpatterns: list[Any] = [
    serve("", Index, "api-index"),
    serve("top/", TopIdeas, "api-top"),
    serve("ideas/", Ideas, "api-ideas"),
    serve("drafts/", Drafts, "api-drafts"),
    serve("ideas/<slug:slug>/", OneIdea, "api-idea"),
    serve("ideas/<slug:slug>/publish/", Publication, "api-publish"),
    serve("ideas/<slug:slug>/vote/", OneVote, "api-vote"),
    serve("ideas/<slug:slug>/claims/", Claims, "api-claims"),
    serve("claims/<int:pk>/", OneClaim, "api-claim"),
    serve("claims/<int:pk>/stance/", OneStance, "api-stance"),
    serve("claims/<int:pk>/report/", ClaimReport, "api-report-claim"),
    serve("ideas/<slug:slug>/waitlist/", Waitlist, "api-waitlist"),
    serve("ideas/<slug:slug>/comments/", Comments, "api-comments"),
    serve("ideas/<slug:slug>/examples/", Examples, "api-examples"),
    serve("ideas/<slug:slug>/runs/", Runs, "api-runs"),
    serve("ideas/<slug:slug>/compare/", Comparisons, "api-compare"),
    serve("ideas/<slug:slug>/try/", OneTry, "api-try"),
    serve("ideas/<slug:slug>/report/", IdeaReport, "api-report-idea"),
    serve("comments/<int:pk>/", OneComment, "api-comment"),
    serve("comments/<int:pk>/report/", CommentReport, "api-report-comment"),
    serve("runs/<int:pk>/", OneRun, "api-run"),
    serve("runs/<int:pk>/trials/", Trials, "api-trials"),
    serve("ideas/<slug:slug>/instructions/", Instructions, "api-instructions"),
    serve("runs/<int:pk>/stop/", Stop, "api-run-stop"),
    serve("runs/<int:pk>/rerun/", Rerun, "api-run-rerun"),
    serve("runs/<int:pk>/rest/", Rest, "api-run-rest"),
    serve("runs/<int:pk>/demo/", Demo, "api-run-demo"),
    serve("glances/", Glances, "api-glances"),
    serve("glances/card/", Card, "api-card"),
    serve("glances/turn/", Turn, "api-turn"),
    serve("models/", Models, "api-models"),
    serve("models/<slug:slug>/", OneModel, "api-model"),
    serve("moments/", Moments, "api-moments"),
    serve("schema/", Schema, "schema"),
    serve("docs/", Docs, "api-docs"),
    re_path(r"", with_cache_headers(Missing.as_view()), name="api-missing"),
]
