"""What an officer writes for colleagues."""

from shared.web import StrictModel
from svc_dossier.api.fields import Text


class NewNote(StrictModel):
    text: Text
