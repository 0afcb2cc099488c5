"""What looks odd: links of new accounts, bursts from one network, posts like hidden ones, rings of votes."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ideas import oddities
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .deeds import words_of
from .history import histories


@for_moderators
@require_safe
def odd(request: SignedInRequest) -> HttpResponse:
    posters, bursts, rings = oddities.link_posters(), oddities.bursts(), oddities.rings()
    alike = oddities.lookalikes()
    groups = [*(burst.people for burst in bursts), *(ring.people for ring in rings)]
    people = {person for group in groups for person in group} | {each.person for each in posters}
    people |= {each.print.author for each in alike if each.print.author}
    known = histories(people)
    context = {
        "posters": [(each, known[each.person.pk]) for each in posters],
        "bursts": [(each, [known[person.pk] for person in each.people]) for each in bursts],
        "alike": [
            (each, words_of(each.print.post), known.get(each.print.author_id or 0), round(100 * each.share))
            for each in alike
        ],
        "rings": [(each, [known[person.pk] for person in each.people]) for each in rings],
    }
    return render(request, "moderation/odd.html", context)
