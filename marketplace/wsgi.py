import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from .garbage import spare_what_stays

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
application = get_wsgi_application()
import_module("marketplace.urls")  # Django would load it, and every view, while the first visitor waits
spare_what_stays()
