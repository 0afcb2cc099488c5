"""The addresses of the pages, by family; each family is one module."""

from django.urls import URLPattern, path

from . import catalogue, comments, idea, lists, votes

urlpatterns: list[URLPattern] = [
    # lists
    path("", lists.hot, name="home"),
    path("new", lists.new, name="new"),
    path("top", lists.top, name="top"),
    path("top/<str:window>", lists.top, name="top"),
    path("tags/<slug:slug>", lists.tag, name="tag"),
    path("search", lists.search, name="search"),
    path("models/", catalogue.models, name="models"),
    # one idea
    path("ideas/<slug:slug>/", idea.idea, name="idea"),
    path("ideas/<slug:slug>/runs/", idea.runs, name="runs"),
    path("ideas/<slug:slug>/runs/<int:pk>/", idea.run, name="run"),
    path("ideas/<slug:slug>/vote/", votes.vote, name="vote"),
    path("ideas/<slug:slug>/comments/", comments.post, name="comment"),
    path("comments/<int:pk>/edit/", comments.edit, name="comment-edit"),
    path("comments/<int:pk>/delete/", comments.delete, name="comment-delete"),
]
