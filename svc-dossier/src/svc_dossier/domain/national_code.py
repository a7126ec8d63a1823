"""Two citizens say that one national code is theirs: an officer who has looked it up says whose it is."""

from enum import Enum, auto

from svc_dossier.domain.dossier import Dossier


class CodeRefusal(Enum):
    NOT_CLAIMED = auto()
    """The citizen has entered no code at the national portal."""
    HAS_ANOTHER = auto()
    """The dossier has a code already that is not the claimed one."""


class CodeRefused(Exception):
    def __init__(self, reason: CodeRefusal) -> None:
        super().__init__(reason.name)
        self.reason = reason


def check_confirmable(dossier: Dossier) -> None:
    """Whether the code that the citizen claims may be made that of ``dossier``. Raises ``CodeRefused``."""
    if dossier.national_code is None:
        raise CodeRefused(CodeRefusal.NOT_CLAIMED)
    if dossier.code is not None and dossier.code != dossier.national_code:
        raise CodeRefused(CodeRefusal.HAS_ANOTHER)
