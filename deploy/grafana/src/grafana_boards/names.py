"""What people read for the codes that are labels of metrics, from the tables of those services that count."""

from collections.abc import Mapping

from svc_dossier.catalogue.labels import PROCEDURE_LABELS
from svc_dossier.catalogue.wording import Wording as DossierWording
from svc_feedback.catalogue.handling import load_class_labels
from svc_feedback.catalogue.wording import Wording as FeedbackWording
from svc_notify.api.labels import CHANNELS as CHANNELS

STATES: Mapping[str, str] = {state.name.lower(): label for state, label in DossierWording.load().labels.items()}
WAYS_IN: Mapping[str, str] = PROCEDURE_LABELS["channel"]
HANDLING_CLASSES: Mapping[str, str] = {code.value: label for code, label in load_class_labels().items()}
ALERTS: Mapping[str, str] = {level.value: label for level, label in FeedbackWording.load().alerts.items()}
