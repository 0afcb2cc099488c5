"""Comments in thread order. Anyone signed in writes them; only their authors edit and delete them."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ideas import actions
from ideas.lists import BadCursor
from ideas.models import Comment, Idea
from marketplace.api.pagination import NOT_OURS, PageQuery, asked, cut, number_in, page, page_schema
from marketplace.api.serializers.comments import CommentSerializer
from marketplace.api.serializers.inputs import CommentEditing, CommentWriting

from .lookups import person, read, visible_comment, visible_idea


class CommentsView(GenericAPIView[Comment]):
    serializer_class = CommentSerializer

    @extend_schema(
        operation_id="comments",
        summary="Read the comments of an idea, in threads",
        parameters=[PageQuery],
        responses=page_schema("CommentPage", CommentSerializer),
    )
    def get(self, request: Request, slug: str) -> Response:
        query, idea = asked(request, PageQuery), visible_idea(request, slug)
        rows = idea.comments.visible_to(request.user).in_thread_order().select_related("idea")
        if "cursor" in query:
            rows = rows.after(path_at(idea, query["cursor"]))
        comments, following = cut(rows, query["limit"])
        return page(request, CommentSerializer, comments, following)

    @extend_schema(
        operation_id="post_comment",
        summary="Comment on an idea, or answer a comment",
        request=CommentWriting,
        responses={201: CommentSerializer},
    )
    def post(self, request: Request, slug: str) -> Response:
        idea, sent = visible_idea(request, slug), read(CommentWriting, request)
        parent = None if sent["parent"] is None else parent_in(idea, sent["parent"])
        comment = actions.post_comment(person(request), idea, sent["text"], parent)
        response = shown(request, comment, status.HTTP_201_CREATED)
        response["Location"] = response.data["links"]["self"]
        return response


class CommentView(GenericAPIView[Comment]):
    serializer_class = CommentSerializer

    @extend_schema(operation_id="comment", summary="Read a comment", responses=CommentSerializer)
    def get(self, request: Request, pk: int) -> Response:
        return shown(request, visible_comment(request, pk))

    @extend_schema(
        operation_id="edit_comment",
        summary="Change what one wrote",
        request=CommentEditing,
        responses=CommentSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        comment = visible_comment(request, pk)
        sent = read(CommentEditing, request, partial=True)
        actions.edit_comment(person(request), comment, sent.get("text", comment.text))
        return shown(request, comment)

    @extend_schema(
        operation_id="delete_comment",
        summary="Take one's words away; the place stays, so that replies still hang somewhere",
        responses={204: OpenApiResponse(description="The words are gone.")},
    )
    def delete(self, request: Request, pk: int) -> Response:
        actions.delete_comment(person(request), visible_comment(request, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


def shown(request: Request, comment: Comment, code: int = status.HTTP_200_OK) -> Response:
    return Response(CommentSerializer(comment, context={"request": request}).data, code)


def path_at(idea: Idea, cursor: str) -> list[int]:
    """The path of the last comment of a page. Raises BadCursor for a comment of another idea."""
    try:
        return idea.comments.get(pk=number_in(cursor)).path
    except Comment.DoesNotExist as error:
        raise BadCursor(NOT_OURS) from error


def parent_in(idea: Idea, pk: int) -> Comment:
    try:
        return idea.comments.standing().get(pk=pk)
    except Comment.DoesNotExist as error:
        raise ValidationError({"parent": ["No comment of this idea that can be answered has this id."]}) from error
