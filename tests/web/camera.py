"""Pictures as a telephone's camera writes them: with where and when, and with much else that nobody needs to know."""

from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from pillow_heif import register_heif_opener

register_heif_opener(thumbnails=False)

UPRIGHT = 6
"""The camera was held so: the picture lies on its side."""


def exif(*, little_endian: bool = True, place: bool = True, taken: bool = True) -> Image.Exif:
    """The EXIF of a picture taken in Cẩm Thành."""
    found = Image.Exif()
    found.endian = "<" if little_endian else ">"
    found[Base.Make], found[Base.Model], found[Base.Orientation] = "A citizen's phone", "Of a long name " * 20, UPRIGHT
    if taken:
        camera = found.get_ifd(IFD.Exif)
        camera[Base.DateTimeOriginal], camera[Base.OffsetTimeOriginal] = "2026:11:25 08:30:00", "+07:00"
        camera[Base.MakerNote] = b"whose it is" * 500
    if place:
        gps = found.get_ifd(IFD.GPSInfo)
        gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (15.0, 7.0, 17.04)
        gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (108.0, 47.0, 32.28)
        gps[GPS.GPSProcessingMethod] = b"ASCII\0\0\0CELLID"
    return found


def picture(kind: str = "JPEG", size: tuple[int, int] = (80, 60), facts: Image.Exif | None = None) -> bytes:
    """``told`` is what it says about itself."""
    out = BytesIO()
    Image.new("RGB", size, "tan").save(out, kind, exif=facts or Image.Exif())
    return out.getvalue()
