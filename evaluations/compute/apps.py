from django.apps import AppConfig


class ComputeConfig(AppConfig):
    name = "evaluations.compute"
