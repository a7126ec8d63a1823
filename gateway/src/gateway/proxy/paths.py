"""Which paths are let in at all. Ids and codes need no escapes, so none are taken: two readers cannot then differ."""

import re

from shared.problem import Problem

TARGET_LIMIT = 4096

_PATH = re.compile(rb"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~@:-]{1,128}){1,12}|/")
_QUERY = re.compile(rb"[\x21-\x7e]*")


def check_target(path: bytes, query: bytes) -> None:
    """Refuse (400, 414) what no client of ours sends: ``..``, ``//``, ``%2f``, backslashes, raw bytes, endless ones."""
    if len(path) + len(query) > TARGET_LIMIT:
        raise Problem(414, "target-too-long", "Địa chỉ quá dài", "Địa chỉ yêu cầu dài quá mức cho phép.")
    if not _PATH.fullmatch(path) or not _QUERY.fullmatch(query) or b"%00" in query:
        raise Problem(400, "target-malformed", "Địa chỉ không hợp lệ", "Địa chỉ yêu cầu có ký tự không được phép.")
