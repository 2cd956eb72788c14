"""The section of the doll hospital."""

from kasch_site.accounts.roles import LEAD
from kasch_site.common.sections import HourlyWork, MessageProvider, PersonalDataProvider, Section

from . import repairs
from .messages import KINDS, remind, render_message


class ToyRequestsSection(Section, MessageProvider, HourlyWork, PersonalDataProvider):
    key = "example_section"
    name = "Puppenklinik"
    url_prefix = "puppenklinik/"
    urls = "tests.example_section.web.urls"
    permissions = {LEAD: ("example_section.view_repair",)}
    personal_models = ("example_section.Repair",)
    message_kinds = KINDS
    render_message = staticmethod(render_message)
    hourly = staticmethod(remind)
    purge = staticmethod(repairs.purge)
    export, erase_person = repairs.records.export, repairs.records.erase_person


section = ToyRequestsSection()
