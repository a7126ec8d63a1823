"""Where and when a picture was taken, as the app sends it and the service reads it: nothing more, and nothing turned."""

from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from local_stack.mini_app import WEB, install
from local_stack.npm import run_node
from svc_feedback.evidence.pictures import common_picture, other_picture

PLACE = {"longitude": pytest.approx(108.7923), "latitude": pytest.approx(15.1214)}
TAKEN = {"taken_at": "2026-11-25T08:30:00+07:00"}
TURNED = 6
"""The camera was held upright."""


def exif_of_a_camera(*, little_endian: bool = True, place: bool = True, taken: bool = True) -> Image.Exif:
    exif = Image.Exif()
    exif.endian = "<" if little_endian else ">"
    exif[Base.Make], exif[Base.Model], exif[Base.Orientation] = "A citizen's phone", "Of a long name " * 20, TURNED
    if taken:
        camera = exif.get_ifd(IFD.Exif)
        camera[Base.DateTimeOriginal], camera[Base.OffsetTimeOriginal] = "2026:11:25 08:30:00", "+07:00"
        camera[Base.MakerNote] = b"whose it is" * 500
    if place:
        gps = exif.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (15.0, 7.0, 17.04)
        gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (108.0, 47.0, 32.28)
        gps[GPS.GPSProcessingMethod] = b"ASCII\0\0\0CELLID"
    return exif


def picture(kind: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    Image.new("RGB", (80, 60), "tan").save(out, kind, **options)
    return out.getvalue()


def sent(original: bytes) -> bytes:
    given = "\n".join(b64encode(each).decode() for each in (original, picture()))
    return b64decode(run_node(WEB, ["tests/put_exif.mjs"], given))


@pytest.mark.parametrize("little_endian", [True, False])
@pytest.mark.parametrize(
    ("told", "facts"),
    [({}, PLACE | TAKEN), ({"taken": False}, PLACE), ({"place": False}, TAKEN), ({"place": False, "taken": False}, {})],
)
def test_the_service_reads_where_and_when(little_endian: bool, told: dict[str, bool], facts: dict[str, Any]) -> None:
    install()
    original = picture(exif=exif_of_a_camera(little_endian=little_endian, **told))
    assert common_picture(sent(original), "JPEG").facts == facts


def test_of_a_heic_too() -> None:
    """One that the phone can show, and so has drawn anew."""
    install()
    original = picture("HEIF", exif=exif_of_a_camera())
    assert other_picture(original, "HEIF").facts == PLACE | TAKEN
    assert common_picture(sent(original), "JPEG").facts == PLACE | TAKEN


def test_nothing_else_goes_along_and_the_picture_lies_as_it_was_drawn() -> None:
    install()
    content = sent(picture(exif=exif_of_a_camera()))
    assert len(content) < len(picture()) + 300
    for secret in (b"phone", b"whose it is", b"CELLID"):
        assert secret not in content
    with Image.open(BytesIO(content)) as shown:
        assert Base.Orientation not in shown.getexif()
