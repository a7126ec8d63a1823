"""Where and when a picture was taken, as the app sends it and the service reads it: no more, and nothing turned."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import Base

from local_stack.mini_app import WEB, install
from local_stack.npm import run_node
from svc_feedback.evidence.pictures import common_picture, other_picture
from tests.web.camera import exif, picture

PLACE = {"longitude": pytest.approx(108.7923), "latitude": pytest.approx(15.1214)}
TAKEN = {"taken_at": "2026-11-25T08:30:00+07:00"}


def sent(original: bytes) -> bytes:
    install()
    given = "\n".join(b64encode(each).decode() for each in (original, picture()))
    return b64decode(run_node(WEB, ["tests/put_exif.mjs"], given))


@pytest.mark.parametrize("little_endian", [True, False])
@pytest.mark.parametrize(
    ("written", "facts"),
    [({}, PLACE | TAKEN), ({"taken": False}, PLACE), ({"place": False}, TAKEN), ({"place": False, "taken": False}, {})],
)
def test_the_service_reads_where_and_when(little_endian: bool, written: dict[str, bool], facts: dict[str, Any]) -> None:
    original = picture(facts=exif(little_endian=little_endian, **written))
    assert common_picture(sent(original), "JPEG").facts == facts


def test_of_a_heic_too() -> None:
    """One that the phone can show, and so has drawn anew."""
    original = picture("HEIF", facts=exif())
    assert other_picture(original, "HEIF").facts == PLACE | TAKEN
    assert common_picture(sent(original), "JPEG").facts == PLACE | TAKEN


def test_nothing_else_goes_along_and_the_picture_lies_as_it_was_drawn() -> None:
    content = sent(picture(facts=exif()))
    assert len(content) < len(picture()) + 300
    for secret in (b"phone", b"whose it is", b"CELLID"):
        assert secret not in content
    with Image.open(BytesIO(content)) as shown:
        assert Base.Orientation not in shown.getexif()
