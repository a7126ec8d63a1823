"""``python -m svc_content.sandbox.worker``: the process that reads feeds and programme guides, confined and bounded.

A question is a line that says what follows, and the file.
"""

import re
from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from shared.files.inspection.process import InspectionProcess, MediaType, Packed
from shared.files.inspection.refused import Harmful
from svc_content.domain.feed_item import FeedItem
from svc_content.feeds.parsing import NotAFeed, parse_feed
from svc_content.guide_files.readers import read_guide
from svc_content.guide_files.rows import GuideRows, UnreadableGuide
from svc_content.sandbox.reader import TOO_COMPLEX

CPU_SECONDS = 12
MEMORY_BYTES = 512 * 1024 * 1024

_ITEMS = TypeAdapter(list[FeedItem])
_ROWS = TypeAdapter(GuideRows)


def _feed(question: bytes) -> bytes:
    line, _, content = question.partition(b"\n")
    try:
        return _ITEMS.dump_json(parse_feed(content, line.partition(b" ")[2].decode()))
    except NotAFeed as failed:
        raise Harmful(str(failed)) from None


def _guide(question: bytes) -> bytes:
    line, _, content = question.partition(b"\n")
    try:
        return _ROWS.dump_json(read_guide(content, line.partition(b" ")[2].decode()))
    except UnreadableGuide as failed:
        raise Harmful(str(failed)) from None


def _json_of(line: str, read: Callable[[bytes], bytes]) -> MediaType[bytes]:
    return MediaType("application/json", ".json", re.compile(line.encode()), read)


KINDS = (_json_of(r"feed [^\n]+\n", _feed), _json_of(r"guide [^\n]+\n", _guide))


def kind_of(question: bytes) -> MediaType[Any] | None:
    return next((kind for kind in KINDS if kind.beginning.match(question)), None)


def main() -> None:
    InspectionProcess(kind_of, lambda table: Packed(table, table), CPU_SECONDS, MEMORY_BYTES, TOO_COMPLEX).run()


if __name__ == "__main__":
    main()
