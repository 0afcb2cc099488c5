"""Every address of the API. Each is served with the same headers for caches."""

from typing import Any

from django.urls import URLPattern, path, re_path
from rest_framework.views import APIView

from .caching import with_cache_headers
from .views.claims import ClaimsView, ClaimView, ReplyView, StanceView
from .views.comments import CommentsView, CommentView
from .views.comparison import ComparisonsView
from .views.docs import DocsView, SchemaView
from .views.examples import ExamplesView
from .views.glances import CardView, GlancesView, TurnView
from .views.ideas import DraftsView, IdeasView, IdeaView, PublicationView
from .views.index import IndexView
from .views.lists import TopIdeasView
from .views.models import ModelsView, ModelView
from .views.moderation import ModerationLogView
from .views.moments import MomentsView
from .views.not_found import NotFoundView
from .views.panels import PanelsView
from .views.pastes import PastesView, PasteView
from .views.reports import ClaimReportView, CommentReportView, IdeaReportView
from .views.run_controls import DemoView, InstructionsView, RerunView, RestView, StopView
from .views.runs import RunsView, RunView, TrialsView
from .views.search import SearchView
from .views.strangers import DealingView, GivingView, JudgingView, OfferingView, StrangersView
from .views.support import VoteView, WaitlistView
from .views.tables import TablesView
from .views.tries import TryView
from .views.versions import VersionsView, VersionView


def serve(route: str, view: type[APIView], name: str) -> URLPattern:
    return path(route, with_cache_headers(view.as_view()), name=name)


urlpatterns: list[Any] = [
    serve("", IndexView, "api-index"),
    serve("top/", TopIdeasView, "api-top"),
    serve("search/", SearchView, "api-search"),
    serve("ideas/", IdeasView, "api-ideas"),
    serve("drafts/", DraftsView, "api-drafts"),
    serve("ideas/<idea:slug>/", IdeaView, "api-idea"),
    serve("ideas/<idea:slug>/publish/", PublicationView, "api-publish"),
    serve("ideas/<idea:slug>/vote/", VoteView, "api-vote"),
    serve("ideas/<idea:slug>/claims/", ClaimsView, "api-claims"),
    serve("claims/<int:pk>/", ClaimView, "api-claim"),
    serve("claims/<int:pk>/stance/", StanceView, "api-stance"),
    serve("claims/<int:pk>/reply/", ReplyView, "api-reply"),
    serve("claims/<int:pk>/report/", ClaimReportView, "api-report-claim"),
    serve("ideas/<idea:slug>/panels/", PanelsView, "api-panels"),
    serve("ideas/<idea:slug>/waitlist/", WaitlistView, "api-waitlist"),
    serve("ideas/<idea:slug>/comments/", CommentsView, "api-comments"),
    serve("ideas/<idea:slug>/versions/", VersionsView, "api-versions"),
    serve("ideas/<idea:slug>/versions/<int:number>/", VersionView, "api-version"),
    serve("ideas/<idea:slug>/examples/", ExamplesView, "api-examples"),
    serve("ideas/<idea:slug>/strangers/", StrangersView, "api-strangers"),
    serve("giving/", GivingView, "api-giving"),
    serve("giving/deal/", OfferingView, "api-giving-deal"),
    serve("judging/", JudgingView, "api-judging"),
    serve("judging/deal/", DealingView, "api-judging-deal"),
    serve("tables/", TablesView, "api-tables"),
    serve("try/", PastesView, "api-pastes"),
    serve("try/<uuid:key>/", PasteView, "api-paste"),
    serve("ideas/<idea:slug>/runs/", RunsView, "api-runs"),
    serve("ideas/<idea:slug>/compare/", ComparisonsView, "api-compare"),
    serve("ideas/<idea:slug>/try/", TryView, "api-try"),
    serve("ideas/<idea:slug>/report/", IdeaReportView, "api-report-idea"),
    serve("comments/<int:pk>/", CommentView, "api-comment"),
    serve("comments/<int:pk>/report/", CommentReportView, "api-report-comment"),
    serve("runs/<int:pk>/", RunView, "api-run"),
    serve("runs/<int:pk>/trials/", TrialsView, "api-trials"),
    serve("ideas/<idea:slug>/instructions/", InstructionsView, "api-instructions"),
    serve("runs/<int:pk>/stop/", StopView, "api-run-stop"),
    serve("runs/<int:pk>/rerun/", RerunView, "api-run-rerun"),
    serve("runs/<int:pk>/rest/", RestView, "api-run-rest"),
    serve("runs/<int:pk>/demo/", DemoView, "api-run-demo"),
    serve("glances/", GlancesView, "api-glances"),
    serve("glances/card/", CardView, "api-card"),
    serve("glances/turn/", TurnView, "api-turn"),
    serve("models/", ModelsView, "api-models"),
    serve("models/<slug:slug>/", ModelView, "api-model"),
    serve("moments/", MomentsView, "api-moments"),
    serve("moderation/log/", ModerationLogView, "api-moderation-log"),
    serve("schema/", SchemaView, "schema"),
    serve("docs/", DocsView, "api-docs"),
    re_path(r"", with_cache_headers(NotFoundView.as_view()), name="api-missing"),
]
