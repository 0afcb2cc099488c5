"""What an author is told who posts nearly the same idea again."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ideas.actions.repeats import PostedBefore
from marketplace.pages.templatetags.shown import shown


def leading_to(refused: PostedBefore) -> SafeString:
    """The refusal, with a link to the earlier idea."""
    earlier = refused.earlier
    return format_html(
        '{}: <a href="{}">{}</a>. {}', refused.what, earlier.get_absolute_url(), shown(earlier.title), refused.advice
    )
