"""All addresses of the site where an operator has set up another site to sign in with."""

from marketplace.pages.people.other_site_urls import other_site_urls
from marketplace.urls import urlpatterns as ours

urlpatterns = [*ours, *other_site_urls()]
