"""Text that officers write into published data: composed, and without characters that nobody can read."""

from pydantic import AfterValidator

from shared.text import nfc
from svc_dossier.catalogue.form import CONTROL


def _readable(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("Có ký tự không hợp lệ.")
    return nfc(text).strip()


Readable = AfterValidator(_readable)
