"""The addresses of all pages, by room. A room is a folder; each page is one module in it.

They are in one file because rooms share prefixes such as `ideas/<slug>/`, and the first path that fits is taken.
"""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from .demo import proposals, tries
from .glance import game, panels, prior_art
from .idea import comments, edit, embed, page, sharing, versions, votes, waitlist
from .lists import feeds, ideas, moments
from .moderation import act, desk, held, log, odd, reports
from .moderation import appeals as moderation_appeals
from .moderation import people as moderation_people
from .moderation import search as moderation_search
from .pastes import answers, carried, table
from .people import appeals, leaving, my_data, name, privacy, profile, scouts, sessions, standing, tokens, work
from .runs import compare, instructions, models, progress, revisions, run, steer
from .site import crawlers, formula, health, how, icons, mail, policy
from .strangers import challenge as strangers_challenge
from .strangers import give as strangers_give
from .strangers import judge as strangers_judge
from .strangers import offered as strangers_offered
from .submit import examples, review
from .submit import idea as submit_idea

urlpatterns: list[URLPattern] = [
    # lists
    path("", ideas.hot, name="home"),
    path("new", ideas.new, name="new"),
    path("top", ideas.top, name="top"),
    path("top/<str:window>", ideas.top, name="top"),
    path("tags/<tag:slug>", ideas.tag, name="tag"),
    path("search", ideas.search, name="search"),
    path("moments", moments.moments, name="moments"),
    path("discover", moments.discover, name="discover"),
    path("moments/", RedirectView.as_view(pattern_name="moments", permanent=True, query_string=True)),
    path("discover/", RedirectView.as_view(pattern_name="discover", permanent=True, query_string=True)),
    path("feeds/<slug:name>.<slug:form>", feeds.feed, name="feed"),
    path("feeds/tags/<tag:slug>.<slug:form>", feeds.tag_feed, name="tag-feed"),
    # idea
    path("ideas/<idea:slug>/", page.idea, name="idea"),
    path("ideas/<idea:slug>/card/", embed.card, name="card"),
    path("ideas/<idea:slug>/badge.svg", embed.badge, name="badge"),
    path("ideas/<idea:slug>/picture.png", sharing.picture, name="picture"),
    path("oembed", sharing.oembed, name="oembed"),
    path("ideas/<idea:slug>/vote/", votes.vote, name="vote"),
    path("ideas/<idea:slug>/vote/sign-in/", votes.vote_after_signing_in, name="vote-sign-in"),
    path("ideas/<idea:slug>/waitlist/", waitlist.waitlist, name="waitlist"),
    path("waitlist/confirm/<str:token>/", waitlist.confirm, name="waitlist-confirm"),
    path("waitlist/leave/<str:token>/", waitlist.leave, name="waitlist-leave"),
    path("ideas/<idea:slug>/comments/", comments.post, name="comment"),
    path("comments/<int:pk>/edit/", comments.edit, name="comment-edit"),
    path("comments/<int:pk>/delete/", comments.delete, name="comment-delete"),
    path("ideas/<idea:slug>/edit/", edit.edit, name="edit"),
    path("ideas/<idea:slug>/unpublish/", edit.unpublish, name="unpublish"),
    path("ideas/<idea:slug>/republish/", edit.republish, name="republish"),
    path("ideas/<idea:slug>/versions/", versions.versions, name="versions"),
    path("ideas/<idea:slug>/versions/<int:number>/erase/", versions.erase, name="version-erase"),
    # runs
    path("ideas/<idea:slug>/runs/", progress.runs, name="runs"),
    path("ideas/<idea:slug>/runs/<int:pk>/", run.run, name="run"),
    path("ideas/<idea:slug>/runs/<int:pk>/bundle.zip", run.bundle, name="bundle"),
    path("ideas/<idea:slug>/runs/<int:pk>/<slug:what>.csv", run.sheet, name="run-sheet"),
    path("ideas/<idea:slug>/runs/<int:pk>/rows/<int:row>/<slug:part>.txt", run.trial_text, name="trial-text"),
    path("ideas/<idea:slug>/runs/<int:pk>/stop/", steer.stop, name="run-stop"),
    path("ideas/<idea:slug>/runs/<int:pk>/rerun/", steer.rerun, name="run-rerun"),
    path("ideas/<idea:slug>/runs/<int:pk>/rest/", steer.rest, name="run-rest"),
    path("ideas/<idea:slug>/runs/<int:pk>/demo/", steer.demo, name="run-demo"),
    path("ideas/<idea:slug>/compare/", compare.compare, name="compare"),
    path("ideas/<idea:slug>/instructions/", instructions.instructions, name="instructions"),
    path("ideas/<idea:slug>/revisions/", revisions.revisions, name="revisions"),
    path("models/", models.models, name="models"),
    path("models/<slug:slug>/", models.model, name="model"),
    # demo
    path("ideas/<idea:slug>/try/", tries.try_it, name="try"),
    path("ideas/<idea:slug>/proposals/", proposals.proposals, name="proposals"),
    # pastes
    path("try/", table.table, name="paste"),
    path("try/<uuid:key>/", answers.answers, name="pasted"),
    path("try/<uuid:key>/larger/", answers.larger, name="paste-larger"),
    path("try/<uuid:key>/delete/", answers.end, name="paste-delete"),
    path("try/<uuid:key>/post/", carried.post, name="paste-post"),
    # strangers
    path("ideas/<idea:slug>/strangers/", strangers_give.strangers, name="strangers"),
    path("ideas/<idea:slug>/strangers/challenge/", strangers_challenge.challenge_set, name="challenge-set"),
    path("judge/", strangers_judge.judge_one, name="judge"),
    path("give/", strangers_offered.give_offered, name="give"),
    # glance
    path("glance/", game.glance, name="glance"),
    path("glance/read/", game.read, name="glance-read"),
    path("glance/pass/", game.pass_by, name="glance-pass"),
    path("glance/choose/", game.choose, name="glance-choose"),
    path("glance/answer/", game.answer, name="glance-answer"),
    path("panel/<slug:token>/", game.seat, name="panel-seat"),
    path("panels/", panels.panels, name="panels"),
    path("panels/<int:pk>/", panels.panel, name="panel"),
    path("panels/<int:pk>/close/", panels.close, name="panel-close"),
    path("ideas/<idea:slug>/prior-art/", prior_art.prior_art, name="prior-art"),
    path("claims/<int:pk>/stance/", prior_art.stance, name="claim-stance"),
    path("claims/<int:pk>/reply/", prior_art.reply, name="claim-reply"),
    path("claims/<int:pk>/withdraw/", prior_art.withdraw, name="claim-withdraw"),
    # submit
    path("submit/", submit_idea.start, name="submit"),
    path("submit/<idea:slug>/", submit_idea.write, name="submit-draft"),
    path("submit/<idea:slug>/delete/", submit_idea.delete, name="submit-delete"),
    path("submit/<idea:slug>/examples/", examples.of_draft, name="submit-examples"),
    path("submit/<idea:slug>/review/", review.review, name="submit-review"),
    path("ideas/<idea:slug>/examples/", examples.of_idea, name="examples"),
    # people
    path("scouts/", scouts.scouts, name="scouts"),
    path("u/<slug:name>/", profile.profile, name="profile"),
    path("account/data/", my_data.my_data, name="my-data"),
    path("account/data/file/", my_data.download, name="my-data-file"),
    path("account/delete/", leaving.delete_account, name="account-delete"),
    path("account/privacy/", privacy.privacy, name="privacy"),
    path("account/work/", work.work, name="work"),
    path("account/name/", name.name, name="name"),
    path("account/sessions/", sessions.sessions, name="sessions"),
    path("account/sessions/end/", sessions.end_others, name="sessions-end"),
    path("account/sessions/<int:pk>/end/", sessions.end_one, name="session-end"),
    path("account/standing/", standing.standing, name="standing"),
    path("account/standing/<int:pk>/appeal/", appeals.appeal, name="appeal"),
    path("account/tokens/", tokens.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", tokens.revoke, name="token-revoke"),
    # moderation
    path("ideas/<idea:slug>/report/", reports.report_idea, name="report-idea"),
    path("comments/<int:pk>/report/", reports.report_comment, name="report-comment"),
    path("claims/<int:pk>/report/", reports.report_claim, name="report-claim"),
    path("reports/", RedirectView.as_view(pattern_name="desk", permanent=True)),
    path("moderation/", desk.desk, name="desk"),
    path("moderation/people/<slug:name>/", moderation_people.person, name="moderation-person"),
    path("moderation/held/", held.held, name="held"),
    path("moderation/odd/", odd.odd, name="odd"),
    path("moderation/search", moderation_search.search, name="moderation-search"),
    path("moderation/challenges/<int:pk>/", strangers_challenge.decide, name="decide-challenge"),
    path("moderation/log", log.log, name="moderation-log"),
    path("moderation/appeals/<int:pk>/", moderation_appeals.decide, name="decide-appeal"),
    path("moderation/<slug:kind>/<int:pk>/<slug:verb>/", act.act, name="act"),
    # site
    path("how-it-works/", how.how_it_works, name="how-it-works"),
    path("how-it-works/formula/", formula.formula, name="formula"),
    path("privacy", policy.privacy, name="privacy-policy"),
    path("mail/", mail.mail, name="mail"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path("site.webmanifest", icons.manifest, name="manifest"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(".well-known/security.txt", crawlers.security, name="security-txt"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("sitemap-pages.xml", crawlers.pages, name="sitemap-pages"),
    path("sitemap-ideas-<int:number>.xml", crawlers.ideas, name="sitemap-ideas"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
