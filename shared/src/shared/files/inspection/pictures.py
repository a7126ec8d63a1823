"""Photographs and scans: decoded and encoded anew, so that nothing but what a viewer showed is kept.

Shown by a viewer are: the orientation of EXIF, transparency over white, the colours of an ICC profile or the gamma of
a PNG, 16 bits of grey as their upper eight. EXIF (place, camera), comments, profiles and further frames are not kept; a
PNG that moves and whose own picture is none of its frames is refused, for no viewer shows that one. A picture of more
pixels than ``KEPT_PIXELS`` is shrunk, a JPEG while it is decoded: 24 megapixels then take 24 MB instead of 96.
"""

import struct
import warnings
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Literal

from PIL import Image, ImageChops, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile

from shared.files.inspection.cleaned import Cleaned
from shared.files.inspection.jpeg import MAX_SCANS, MAX_STEPS, outline
from shared.files.inspection.refused import Harmful

Format = Literal["JPEG", "PNG"]

MAX_PIXELS = 30_000_000
"""The most pixels of a picture that must be decoded whole: 4 bytes for each, and as much again while it is flattened or
turned."""

MAX_JPEG_PIXELS = 64_000_000
"""A phone takes 50 megapixels. Shrunk while decoded; a progressive one still holds about 3 bytes for each."""

MAX_CHUNKS = 50_000
"""Parts of a PNG, which Pillow reads one by one: so many take 0.15 s. Encoders write its data in parts of 2 kB at
least, and some tens of others."""

KEPT_PIXELS = 16_000_000
"""What is kept at full size: A4 at 400 dpi fits, and most phones' pictures. Sides are halved at least, and of anything
larger 4 megapixels are then left: A4 at 200 dpi, the least for a scan of a paper (docs/adr/0030)."""

THUMBNAIL_SIDE = 480
"""Pixels of the longer side of a small picture: sharp in a telephone's list, 20 to 40 kB."""

_ORIENTATION = 0x0112
_QUALITY = 88
_THUMBNAIL_QUALITY = 80
_PNG_EFFORT = 4
_GAP = 1.0
"""All whole steps of the shrinking are means of squares of pixels, and only the rest is interpolated. Measured: 12 ms
for 8 megapixels instead of 19 with Pillow's own gap of 2."""

_PNG_BEGINS = b"\x89PNG\r\n\x1a\n"
_CHUNK, _CHECKSUM = struct.Struct(">I4s"), 4

_DAMAGED = "Ảnh bị hỏng hoặc không đọc được."
_TOO_COMPLEX = "Ảnh được nén theo cách quá phức tạp. Vui lòng chụp hoặc lưu lại ảnh rồi tải lên."

_MOVES = "Không nhận ảnh động. Vui lòng lưu thành ảnh tĩnh rồi tải lên."

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""How a picture is turned upright, by the value of EXIF's orientation."""

_SWAP_SIDES = frozenset(_TURNS[value] for value in (5, 6, 7, 8))
_LARGEST_STEP = 255
"""The largest step of quantization that every reader knows as JPEG."""

Image.core.set_blocks_max(2)  # type: ignore[attr-defined]
"""How many blocks Pillow's allocator keeps. Memory for 8 megapixels stays with the process: to have the system clear it
for each picture takes 16 ms of 100."""

_SRGB = ImageCms.createProfile("sRGB")


def encoded_anew(content: bytes, kind: Format) -> bytes:
    """The picture alone, upright, as a viewer shows it. Raises ``Harmful``."""
    return _read_anew(content, kind)[1]


def with_thumbnail(content: bytes, kind: Format) -> Cleaned:
    """The picture as ``encoded_anew`` has it, and a small one. Raises ``Harmful``."""
    shown, kept = _read_anew(content, kind)
    small, written = shown.convert("RGB") if shown.mode not in ("L", "RGB") else shown, BytesIO()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=_GAP)
    small.save(written, "JPEG", quality=_THUMBNAIL_QUALITY)
    return Cleaned(kept, written.getvalue())


def _read_anew(content: bytes, kind: Format) -> tuple[Image.Image, bytes]:
    """The picture as it is shown, and encoded."""
    _COSTLY[kind](content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of odd EXIF, which is not kept, and of sizes, which are bounded here
            with Image.open(BytesIO(content), formats=[kind]) as opened:
                _refuse_too_large(*opened.size, MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS)
                options: dict[str, Any] = {"compress_level": _PNG_EFFORT}
                if kind == "JPEG":
                    options = {"qtables": _tables(opened), "subsampling": "4:2:0"}
                if opened.info.get("default_image"):
                    raise Harmful(_MOVES)
                shown = as_shown(opened)
                kept = BytesIO()
                shown.save(kept, kind, **options)
    except Harmful:
        raise
    except MemoryError:
        raise Harmful(_TOO_COMPLEX) from None
    except Image.DecompressionBombError:  # Pillow's own bound, before anybody is told the size
        raise Harmful(_too_large(MAX_JPEG_PIXELS if kind == "JPEG" else MAX_PIXELS)) from None
    except Exception as error:
        # Pillow meets hostile files with whatever its parsers run into: OSError, SyntaxError, KeyError, struct.error …
        raise Harmful(_DAMAGED) from error
    return shown, kept.getvalue()


def _tables(opened: ImageFile) -> list[list[int]]:
    """The steps of the kept JPEG, for brightness and for colour: ours, or the picture's own where they are larger.

    Smaller steps than a picture was made with show nothing more of it. A phone's photograph, kept with its own, is
    nearer to it than at quality 88, is a sixth smaller, and is written in three quarters of the time.
    """
    if not isinstance(opened, JpegImageFile) or _shrinking(opened.size) > 1:
        return _STEPS
    numbers = [layer[3] for layer in opened.layer[:2]]
    if not numbers or not opened.quantization.keys() >= {*numbers}:
        return _STEPS
    own = [opened.quantization[number] for number in numbers]
    if _turn(opened) in _SWAP_SIDES:
        own = [[table[row + 8 * column] for row in range(8) for column in range(8)] for table in own]
    return [
        [max(least, min(step, _LARGEST_STEP)) for least, step in zip(ours, theirs, strict=True)]
        for ours, theirs in zip(_STEPS, [own[0], own[-1]], strict=True)
    ]


def _steps(quality: int) -> list[list[int]]:
    """The steps of quantization that libjpeg takes for ``quality``."""
    written = BytesIO()
    Image.new("RGB", (8, 8)).save(written, "JPEG", quality=quality)
    with JpegImageFile(BytesIO(written.getvalue())) as read:
        return [list(read.quantization[0]), list(read.quantization[1])]


_STEPS = _steps(_QUALITY)


def _refuse_costly_jpeg(content: bytes) -> None:
    found = outline(content)
    if found is None:
        raise Harmful(_DAMAGED)
    _refuse_too_large(found.width, found.height, MAX_JPEG_PIXELS)
    if found.scans > MAX_SCANS or found.steps > MAX_STEPS:
        raise Harmful(_TOO_COMPLEX)


def _refuse_costly_png(content: bytes) -> None:
    at = len(_PNG_BEGINS)
    for _ in range(MAX_CHUNKS):
        if at + _CHUNK.size > len(content):
            return
        length, _kind = _CHUNK.unpack_from(content, at)
        at += _CHUNK.size + length + _CHECKSUM
    raise Harmful(_TOO_COMPLEX)


_COSTLY: Mapping[Format, Callable[[bytes], None]] = {"JPEG": _refuse_costly_jpeg, "PNG": _refuse_costly_png}


def _refuse_too_large(width: int, height: int, limit: int) -> None:
    if width * height > limit:
        raise Harmful(_too_large(limit))


def _too_large(limit: int) -> str:
    return f"Ảnh quá lớn: tối đa {limit // 1_000_000} triệu điểm ảnh."


def as_shown(opened: ImageFile) -> Image.Image:
    """``opened`` as a viewer shows it on white, in a mode that every reader knows: ``1``, ``L`` or ``RGB``."""
    rawmode = _rawmode(opened)
    lower = _lower_halves(opened) if rawmode == "RGB;16B" and "transparency" in opened.info else None
    turn = _turn(opened)  # loads a PNG: its EXIF may come last
    factor = _shrinking(opened.size)
    if opened.format == "JPEG" and factor > 1:
        opened.draft(None, (opened.width // factor, opened.height // factor))
    opened.load()
    shown: Image.Image = _over_white(_with_alpha(opened, rawmode, lower))
    if opened.format != "JPEG" and factor > 1:
        # Single bits are no quantity of which a mean could be taken.
        shown = (shown.convert("L") if shown.mode == "1" else shown).reduce(factor)
    profile, gamma = opened.info.get("icc_profile"), opened.info.get("gamma")
    shown = _in_srgb(shown, profile)
    if gamma and not profile and "srgb" not in opened.info:  # the order of PNG, third edition, 4.3
        shown = _with_gamma(shown, gamma)
    if turn is not None:
        shown = shown.transpose(turn)
    shown.info.clear()
    return shown


def _shrinking(size: tuple[int, int]) -> int:
    """How much both sides are divided by so that at most ``KEPT_PIXELS`` are left: a power of two, as JPEG has it."""
    factor = 1
    while size[0] * size[1] > KEPT_PIXELS * factor * factor:
        factor *= 2
    return factor


def _turn(opened: ImageFile) -> Image.Transpose | None:
    try:
        value = opened.getexif().get(_ORIENTATION)
        return _TURNS.get(value) if isinstance(value, int) else None
    except Exception:
        return None  # whatever odd EXIF makes its parser run into, viewers show the picture as it lies


def _rawmode(opened: ImageFile) -> str:
    """How samples lie in the file, ``RGB;16B`` or ``L;4``: known until the picture is loaded."""
    arguments = opened.tile[0][3] if opened.tile else ""
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def _lower_halves(opened: ImageFile) -> Image.Image:
    """The lower eight bits of colours of three times 16, of which Pillow keeps the upper ones: read as though they came
    last."""
    assert opened.fp is not None
    place = opened.fp.tell()
    opened.fp.seek(0)
    with Image.open(BytesIO(opened.fp.read()), formats=["PNG"]) as again:
        opened.fp.seek(place)
        again.tile = [tile._replace(args="RGB;16L") for tile in again.tile]
        again.load()
        return again.copy()


def _with_alpha(picture: Image.Image, rawmode: str, lower: Image.Image | None) -> Image.Image:
    """The picture in 8 bits a sample; transparency that is written as one colour, or in the palette (tRNS), becomes a
    channel. ``lower``: the other halves of samples of 16 bits.
    """
    transparent = picture.info.get("transparency")
    if picture.mode == "P":
        return picture.convert("RGB" if transparent is None else "RGBA")
    if picture.mode.startswith("I"):
        return _from_16_bits(picture, transparent)
    if transparent is not None and picture.mode in ("1", "L"):
        grey = picture.convert("L")
        highest = _highest(picture.mode, rawmode)
        # Of the two bytes of tRNS only the bits of a sample count (PNG, third edition, 11.3.1.1).
        return _transparent_where(grey, [(grey, (transparent & highest) * 255 // highest)])
    if transparent is not None and picture.mode == "RGB":
        halves = [(picture, 8), (lower, 0)] if lower else [(picture, 0)]
        matches = [
            (band, value >> shift & 0xFF)
            for half, shift in halves
            for band, value in zip(half.split(), transparent, strict=True)
        ]
        return _transparent_where(picture, matches)
    return picture


def _highest(mode: str, rawmode: str) -> int:
    """The largest sample of a grey picture as its file has it."""
    return {"L;2": 3, "L;4": 15}.get(rawmode, 1 if mode == "1" else 255)


def _from_16_bits(grey: Image.Image, transparent: Any) -> Image.Image:
    """The upper eight bits; Pillow's own conversion cuts at 255, which is white nearly everywhere."""
    little_endian = (grey if grey.mode == "I;16" else grey.convert("I;16")).tobytes()
    upper = Image.frombytes("L", grey.size, little_endian[1::2])
    if transparent is None:
        return upper
    lower = Image.frombytes("L", grey.size, little_endian[::2])
    return _transparent_where(upper, [(upper, transparent >> 8), (lower, transparent & 0xFF)])


def _transparent_where(picture: Image.Image, matches: list[tuple[Image.Image, int]]) -> Image.Image:
    """``picture`` with alpha 0 where every band has its value."""
    alpha = Image.new("L", picture.size, 0)
    for band, value in matches:
        alpha = ImageChops.lighter(alpha, band.point([255 * (sample != value) for sample in range(256)]))
    with_alpha = picture.copy()
    with_alpha.putalpha(alpha)
    return with_alpha


def _over_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("LA", "RGBA", "La", "RGBa"):
        return picture if picture.mode in ("1", "L", "RGB", "CMYK") else picture.convert("RGB")
    white = Image.new("L" if picture.mode == "LA" else "RGB", picture.size, "white")
    white.paste(picture, mask=picture.getchannel("A"))
    return white


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The picture in the colours that every viewer assumes where no profile says otherwise; a profile that is no use
    counts as none.
    """
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            whole = picture.convert("L") if picture.mode == "1" else picture
            convert = ImageCms.buildTransform(source, _SRGB, whole.mode, "RGB")
            if not _changes_nothing(convert, whole.mode):
                shown = _converted(whole, convert)
                return shown.convert("L") if whole.mode == "L" else shown
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return picture.convert("RGB") if picture.mode == "CMYK" else picture


def _with_gamma(picture: Image.Image, gamma: float) -> Image.Image:
    """A sample is the light to the power of ``gamma``. The primaries that may stand beside it change hues only."""
    light = [(sample / 255) ** (1 / gamma) for sample in range(256)]
    # IEC 61966-2-1
    shown = [12.92 * each if each <= 0.0031308 else 1.055 * each ** (1 / 2.4) - 0.055 for each in light]
    whole = picture.convert("L") if picture.mode == "1" else picture
    return whole.point([round(255 * each) for each in shown] * len(whole.getbands()))


def _converted(picture: Image.Image, convert: ImageCms.ImageCmsTransform) -> Image.Image:
    converted = ImageCms.applyTransform(picture, convert)
    assert converted is not None  # it is not done in place
    return converted


def _changes_nothing(convert: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Most profiles are sRGB itself: asking 4,096 colours costs less than converting all pixels."""
    if mode == "CMYK":
        return False
    hues = Image.new("L", (16, 1))
    hues.putdata([17 * step for step in range(16)])
    red, green = hues.resize((4096, 1), Image.Resampling.NEAREST), Image.new("L", (4096, 1))
    green.putdata([17 * (step // 16 % 16) for step in range(4096)])
    blue = Image.new("L", (4096, 1))
    blue.putdata([17 * (step % 16) for step in range(4096)])
    asked = red if mode == "L" else Image.merge("RGB", (red, green, blue))
    difference = ImageChops.difference(_converted(asked, convert), asked.convert("RGB"))
    return max(highest for _, highest in difference.getextrema()) <= 2  # type: ignore[misc]
