"""A dossier right after it was received at the counter."""

from svc_dossier.api.dossiers.responses import StepReceipt
from svc_dossier.catalogue.procedure_file import Channel


class ReceptionReceipt(StepReceipt):
    channel: Channel
    channel_label: str
