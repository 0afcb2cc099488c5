import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from .garbage import freeze_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings")
application = get_wsgi_application()
import_module("marketplace.urls")  # otherwise Django loads it and every view while the first visitor waits
freeze_loaded()
