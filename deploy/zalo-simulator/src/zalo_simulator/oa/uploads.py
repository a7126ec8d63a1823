"""POST /v2.0/oa/upload/…: pictures and files for later messages, good for seven days."""

from collections.abc import Callable
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP

from zalo_simulator.clock import DAY_MS
from zalo_simulator.endpoint import Answer, Call
from zalo_simulator.oa.envelope import accepted, refuse
from zalo_simulator.world import World

MEGABYTE = 1_048_576
LIFE_MS = 7 * DAY_MS

_STARTS: dict[str, tuple[bytes, ...]] = {
    "image": (b"\xff\xd8\xff", b"\x89PNG"),
    "gif": (b"GIF8",),
    "file": (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
}
_LIMITS = {"image": MEGABYTE, "gif": 5 * MEGABYTE, "file": 5 * MEGABYTE}


def upload(kind: str) -> Callable[[World, Call], Answer]:
    def upload_file(world: World, call: Call) -> Answer:
        part = _file(call)
        content = part.get_payload(decode=True) if part else None
        if part is None or not isinstance(content, bytes) or not content:
            return refuse(-201, "file")
        if len(content) > _LIMITS[kind]:
            return refuse(-210, "file")
        is_table = kind == "file" and str(part.get_filename()).lower().endswith(".csv")
        if not content.startswith(_STARTS[kind]) and not is_table:
            return refuse(-201, "file")
        name = f"{kind}-{world.new_secret()}"
        world.assets[name] = world.clock.now_ms() + LIFE_MS
        return accepted({"token" if kind == "file" else "attachment_id": name})

    return upload_file


def _file(call: Call) -> Message | None:
    content_type = call.header(b"content-type")
    if not content_type.startswith("multipart/form-data"):
        return None
    form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + call.body)
    parts = form.get_payload() if form.is_multipart() else []
    named = (part for part in parts if isinstance(part, Message))
    return next((part for part in named if part.get_param("name", header="content-disposition") == "file"), None)
