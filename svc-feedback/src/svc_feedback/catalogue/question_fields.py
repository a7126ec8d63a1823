"""What a question can be about."""

from collections.abc import Mapping

from svc_feedback.catalogue.data_files import read


def load_question_fields() -> Mapping[str, str]:
    """The name of each by its code, in the order in which they are offered."""
    return {str(code): str(name) for code, name in read("question_fields.yaml").items()}
