from allauth.account.signals import email_confirmed
from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "marketplace.pages"

    def ready(self) -> None:
        from .accounts import note_confirmation  # models can be imported only now

        # allauth's adapter hears of the link alone; a password reset confirms the address past it.
        email_confirmed.connect(note_confirmation)
