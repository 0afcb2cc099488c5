from django.apps import AppConfig
from django.urls import register_converter

from .addresses import IdeaAddress, TagAddress


class IdeasConfig(AppConfig):
    name = "ideas"

    def ready(self) -> None:
        register_converter(IdeaAddress, "idea")
        register_converter(TagAddress, "tag")
