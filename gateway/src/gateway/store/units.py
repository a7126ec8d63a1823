"""Tells which units have no office: what a role of an office does not fit."""

from shared.reference.agencies import read_agencies
from shared.reference.answering_agencies import read_answering_agencies


def load_agencies_without_office() -> frozenset[str]:
    """Units that answer reports and questions, and receive no dossiers."""
    return frozenset(read_answering_agencies().keys() - read_agencies().keys())
