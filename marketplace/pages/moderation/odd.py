"""What looks odd: links of new accounts, bursts from one network, posts like hidden ones, rings of votes. People are
ticked, and something is done about all of them at once."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ideas import oddities
from marketplace.pages.site.requests import SignedInRequest

from .act import for_moderators
from .bulk import PeopleForm, act_on_all
from .deeds import words_of
from .history import histories


@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def odd(request: SignedInRequest) -> HttpResponse:
    form = PeopleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        act_on_all(request, form)
        return redirect("odd")
    posters, bursts, rings = oddities.link_posters(), oddities.bursts(), oddities.rings()
    alike = oddities.lookalikes()
    groups = [*(burst.people for burst in bursts), *(ring.people for ring in rings)]
    people = {person for group in groups for person in group} | {each.person for each in posters}
    people |= {each.print.author for each in alike if each.print.author}
    known = histories(people)
    context = {
        "form": form,
        "ticked": form.ticked,
        "posters": [(each, known[each.person.pk]) for each in posters],
        "bursts": [(each, [known[person.pk] for person in each.people]) for each in bursts],
        "alike": [
            (each, words_of(each.print.post), known.get(each.print.author_id or 0), round(100 * each.share))
            for each in alike
        ],
        "rings": [(each, [known[person.pk] for person in each.people]) for each in rings],
    }
    return render(request, "moderation/odd.html", context, status=422 if form.errors else 200)
