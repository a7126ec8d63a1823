"""How long things may take."""

from collections.abc import Mapping

from svc_feedback.catalogue.data_files import read
from svc_feedback.domain.handling import HandlingClass, HandlingTable, HandlingTimes, Period


def load_handling_table() -> HandlingTable:
    """Raises ``KeyError`` or ``TypeError`` where the file is wrong."""
    rows = read("handling_times.yaml")
    return {
        each: HandlingTimes(Period(**rows[each.value]["receive"]), Period(**rows[each.value]["resolve"]))
        for each in HandlingClass
    }


def load_class_labels() -> Mapping[HandlingClass, str]:
    rows = read("handling_times.yaml")
    return {each: rows[each.value]["label"] for each in HandlingClass}


def load_answer_period() -> Period:
    return Period(**read("question_times.yaml")["answer"])
