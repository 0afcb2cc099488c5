"""The addresses of the pages, by family; each family is one module."""

from django.urls import URLPattern, path

from . import (
    catalogue,
    comments,
    compare,
    editing,
    feeds,
    health,
    how,
    idea,
    lists,
    mail,
    moderation,
    profile,
    reports,
    revisions,
    run,
    steering,
    tokens,
    versions,
    votes,
)
from .submit import deletion, examples, review
from .submit import idea as submit

urlpatterns: list[URLPattern] = [
    # lists
    path("", lists.hot, name="home"),
    path("new", lists.new, name="new"),
    path("top", lists.top, name="top"),
    path("top/<str:window>", lists.top, name="top"),
    path("tags/<slug:slug>", lists.tag, name="tag"),
    path("search", lists.search, name="search"),
    path("models/", catalogue.models, name="models"),
    path("models/<slug:slug>/", catalogue.model, name="model"),
    # one idea
    path("ideas/<slug:slug>/", idea.idea, name="idea"),
    path("ideas/<slug:slug>/runs/", idea.runs, name="runs"),
    path("ideas/<slug:slug>/compare/", compare.compare, name="compare"),
    path("ideas/<slug:slug>/runs/<int:pk>/", run.run, name="run"),
    path("ideas/<slug:slug>/runs/<int:pk>/bundle.zip", run.bundle, name="bundle"),
    path("ideas/<slug:slug>/runs/<int:pk>/<slug:what>.csv", run.sheet, name="run-sheet"),
    path("ideas/<slug:slug>/runs/<int:pk>/rows/<int:row>/<slug:part>.txt", run.trial_text, name="trial-text"),
    path("ideas/<slug:slug>/runs/<int:pk>/stop/", steering.stop, name="run-stop"),
    path("ideas/<slug:slug>/runs/<int:pk>/rerun/", steering.rerun, name="run-rerun"),
    path("ideas/<slug:slug>/runs/<int:pk>/rest/", steering.rest, name="run-rest"),
    path("ideas/<slug:slug>/runs/<int:pk>/demo/", steering.demo, name="run-demo"),
    path("ideas/<slug:slug>/revisions/", revisions.revisions, name="revisions"),
    path("ideas/<slug:slug>/vote/", votes.vote, name="vote"),
    path("ideas/<slug:slug>/comments/", comments.post, name="comment"),
    path("comments/<int:pk>/edit/", comments.edit, name="comment-edit"),
    path("comments/<int:pk>/delete/", comments.delete, name="comment-delete"),
    path("ideas/<slug:slug>/report/", reports.report_idea, name="report-idea"),
    path("comments/<int:pk>/report/", reports.report_comment, name="report-comment"),
    # posting an idea, and changing it later
    path("submit/", submit.start, name="submit"),
    path("submit/<slug:slug>/", submit.write, name="submit-draft"),
    path("submit/<slug:slug>/examples/", examples.of_draft, name="submit-examples"),
    path("submit/<slug:slug>/review/", review.review, name="submit-review"),
    path("submit/<slug:slug>/delete/", deletion.delete, name="submit-delete"),
    path("ideas/<slug:slug>/examples/", examples.of_idea, name="examples"),
    path("ideas/<slug:slug>/edit/", editing.edit, name="edit"),
    path("ideas/<slug:slug>/unpublish/", editing.unpublish, name="unpublish"),
    path("ideas/<slug:slug>/republish/", editing.republish, name="republish"),
    path("ideas/<slug:slug>/versions/", versions.versions, name="versions"),
    # people
    path("u/<slug:name>/", profile.profile, name="profile"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    path("mail/", mail.mail, name="mail"),
    # moderators
    path("reports/", moderation.reports, name="reports"),
    path("reports/<int:pk>/", moderation.decide, name="decide"),
    path("u/<slug:name>/flag/", moderation.flag, name="flag"),
    path("feeds/<slug:name>.<slug:form>", feeds.feed, name="feed"),
    path("feeds/tags/<slug:slug>.<slug:form>", feeds.tag_feed, name="tag-feed"),
    # the site itself
    path("how-it-works/", how.how_it_works, name="how-it-works"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
