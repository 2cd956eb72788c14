from django.apps import AppConfig


class ToyRequestsConfig(AppConfig):
    name = "tests.toy_requests"
    label = "toy_requests"
    verbose_name = "Puppenklinik"
