from django.apps import AppConfig


class ToyRequestsConfig(AppConfig):
    name = "tests.example_section"
    label = "example_section"
    verbose_name = "Puppenklinik"
