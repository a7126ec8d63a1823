"""What a picture's EXIF, or a video's container, says of where and when it was taken.

It is compared with what the citizen declares, kept in a protected field, and never in the file itself.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

_ISO_6709 = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
_OFFSET = re.compile(r"([+-])(\d{2}):(\d{2})")
_VIETNAM = timezone(timedelta(hours=7))
"""Cameras write local time, and mostly without saying of which zone."""


def facts_of_picture(picture: Image.Image) -> dict[str, Any]:
    """``longitude``, ``latitude`` and ``taken_at``, as far as EXIF has them and can be read."""
    try:
        exif = picture.getexif()
        return {**_position(exif.get_ifd(IFD.GPSInfo)), **_taken(exif)}
    except Exception:
        return {}  # whatever odd EXIF makes its parser run into, it tells us nothing


def facts_of_video(metadata: Mapping[str, str]) -> dict[str, Any]:
    """The same of a video's container, as telephones write it (ISO 6709)."""
    for name, value in metadata.items():
        match = _ISO_6709.match(value) if "location" in name.lower() else None
        if match:
            return _checked(float(match[2]), float(match[1]))
    return {}


def _position(gps: Mapping[int, Any]) -> dict[str, Any]:
    latitude, longitude = gps.get(GPS.GPSLatitude), gps.get(GPS.GPSLongitude)
    if not latitude or not longitude:
        return {}
    south = gps.get(GPS.GPSLatitudeRef) == "S"
    west = gps.get(GPS.GPSLongitudeRef) == "W"
    return _checked(_degrees(longitude) * (-1 if west else 1), _degrees(latitude) * (-1 if south else 1))


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _checked(longitude: float, latitude: float) -> dict[str, Any]:
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90) or (longitude == 0 and latitude == 0):
        return {}
    return {"longitude": longitude, "latitude": latitude}


def _taken(exif: Image.Exif) -> dict[str, Any]:
    inner = exif.get_ifd(IFD.Exif)
    written = inner.get(Base.DateTimeOriginal) or exif.get(Base.DateTime)
    if not isinstance(written, str):
        return {}
    match = _OFFSET.fullmatch(str(inner.get(Base.OffsetTimeOriginal, "")))
    zone = _VIETNAM
    if match:
        sign = -1 if match[1] == "-" else 1
        zone = timezone(sign * timedelta(hours=int(match[2]), minutes=int(match[3])))
    moment = datetime.strptime(written.strip("\x00 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
    return {"taken_at": moment.isoformat()}
