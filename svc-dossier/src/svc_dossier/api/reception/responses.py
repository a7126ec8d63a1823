"""A dossier right after it was received at the counter."""

from svc_dossier.api.dossiers.responses import StepReceipt


class ReceptionReceipt(StepReceipt):
    channel: int
    channel_label: str
