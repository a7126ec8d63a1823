"""What a viewer showed is what is kept: a corpus of pictures made here, each with what a viewer shows of it.

The PNG files are written sample by sample, and what is shown is computed from the samples as the PNG specification has
it (13.13 to 13.16: alpha and tRNS over a background, samples scaled to 8 bits), so the reference shares no code with
Pillow.
"""

import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps, ImageStat, PngImagePlugin

from shared.files.inspection.pictures import KEPT_PIXELS, Format, encoded_anew
from shared.files.inspection.refused import Harmful

CASES = Path(__file__).parents[2] / "cases"
SIDE = 16

Pixel = tuple[int, int, int]
Sample = Sequence[int]

PIXELS_OF_GREY = [(90,)] * SIDE * SIDE


def shown(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(
    depth: int, colour: int, pixels: Sequence[Sample], *, trns: bytes = b"", palette: bytes = b"", extra: bytes = b""
) -> bytes:
    rows = b""
    for row in range(SIDE):
        samples = [value for pixel in pixels[row * SIDE : (row + 1) * SIDE] for value in pixel]
        if depth == 16:
            packed = struct.pack(f">{len(samples)}H", *samples)
        else:
            bits = "".join(f"{value:0{depth}b}" for value in samples)
            bits += "0" * (-len(bits) % 8)
            packed = int(bits, 2).to_bytes(len(bits) // 8, "big")
        rows += b"\0" + packed
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", SIDE, SIDE, depth, colour, 0, 0, 0))
        + (chunk(b"PLTE", palette) if palette else b"")
        + (chunk(b"tRNS", trns) if trns else b"")
        + extra
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def over_white(pixel: Pixel, alpha: float) -> Pixel:
    red, green, blue = (round(value * alpha + 255 * (1 - alpha)) for value in pixel)
    return red, green, blue


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes
    seen: list[Pixel]


GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def corpus() -> Iterator[Case]:
    places = [(place % SIDE, place // SIDE) for place in range(SIDE * SIDE)]
    for depth in (1, 2, 4, 8, 16):
        top = (1 << depth) - 1
        greys = [((x * 31 + y * 7) * 257 % (top + 1),) for x, y in places]
        eight = [round(value * 255 / top) for (value,) in greys]
        yield Case(f"grey-{depth}", png(depth, GREY, greys), [(value,) * 3 for value in eight])
        marked = greys[5][0]
        yield Case(
            f"grey-{depth}-trns",
            png(depth, GREY, greys, trns=struct.pack(">H", marked)),
            [(255,) * 3 if grey == (marked,) else (value,) * 3 for grey, value in zip(greys, eight, strict=True)],
        )
    for depth in (8, 16):
        top = (1 << depth) - 1
        colours = [(x * 4001 % (top + 1), y * 3001 % (top + 1), (x + y) * 2003 % (top + 1)) for x, y in places]
        eights = [tuple(round(v * 255 / top) for v in colour) for colour in colours]
        yield Case(f"rgb-{depth}", png(depth, RGB, colours), eights)  # type: ignore[arg-type]
        marked_colour = colours[40]
        yield Case(
            f"rgb-{depth}-trns",
            png(depth, RGB, colours, trns=struct.pack(">HHH", *marked_colour)),
            [(255,) * 3 if c == marked_colour else e for c, e in zip(colours, eights, strict=True)],  # type: ignore[misc]
        )
        alphas = [x * top // (SIDE - 1) for x, _ in places]
        yield Case(
            f"rgba-{depth}",
            png(depth, RGBA, [(*c, a) for c, a in zip(colours, alphas, strict=True)]),
            [over_white(e, a / top) for e, a in zip(eights, alphas, strict=True)],  # type: ignore[arg-type]
        )
        yield Case(
            f"grey-alpha-{depth}",
            png(depth, GREY_ALPHA, [(c[0], a) for c, a in zip(colours, alphas, strict=True)]),
            [over_white((e[0],) * 3, a / top) for e, a in zip(eights, alphas, strict=True)],
        )
    one, alike = (0x1234, 0x2345, 0x3456), (0x12FF, 0x2345, 0x3456)
    yield Case(
        "rgb-16-trns-alike-in-the-upper-halves",
        png(16, RGB, [one, *[alike] * (SIDE * SIDE - 1)], trns=struct.pack(">HHH", *one)),
        [(255, 255, 255), *[(0x13, 0x23, 0x34)] * (SIDE * SIDE - 1)],
    )
    yield Case(
        "grey-8-trns-with-bits-above",
        png(8, GREY, [(0xC8,)] * SIDE * SIDE, trns=struct.pack(">H", 0x12C8)),
        [(255, 255, 255)] * SIDE * SIDE,
    )
    for depth in (1, 2, 4, 8):
        size = 1 << depth
        table = [(i * 53 % 256, i * 97 % 256, 255 - i * 41 % 256) for i in range(size)]
        indices = [((x * 5 + y * 3) % size,) for x, y in places]
        palette = b"".join(bytes(colour) for colour in table)
        yield Case(f"palette-{depth}", png(depth, PALETTE, indices, palette=palette), [table[i] for (i,) in indices])
        alpha = [i * 255 // size for i in range(size)]
        yield Case(
            f"palette-{depth}-trns",
            png(depth, PALETTE, indices, palette=palette, trns=bytes(alpha)),
            [over_white(table[i], alpha[i] / 255) for (i,) in indices],
        )
        yield Case(
            f"palette-{depth}-one-transparent",
            png(depth, PALETTE, indices, palette=palette, trns=b"\0"),
            [table[i] if i else (255, 255, 255) for (i,) in indices],
        )


CORPUS = list(corpus())


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.name)
def test_png_is_kept_as_a_viewer_shows_it(case: Case) -> None:
    kept: Any = list(shown(encoded_anew(case.content, "PNG")).get_flattened_data())
    far = [
        (a, b) for a, b in zip(kept, case.seen, strict=True) if max(abs(x - y) for x, y in zip(a, b, strict=True)) > 2
    ]
    assert far == []


@pytest.mark.parametrize("name", ["page-16-bit-grey.png", "page-transparent-palette.png"])
def test_the_writing_on_a_page_stays_to_be_seen_on_white(name: str) -> None:
    grey = shown(encoded_anew((CASES / name).read_bytes(), "PNG")).convert("L")
    extrema: Any = grey.getextrema()
    low, high = extrema
    assert low < 60 and high > 200
    assert grey.getpixel((1, 1)) > 200  # type: ignore[operator]


def patches(mode: str = "RGB") -> Image.Image:
    """Eight colours in large patches: JPEG keeps them nearly as they are."""
    picture = Image.new("RGB", (128, 64))
    for place in range(8):
        colour = tuple(255 * (place >> bit & 1) // (1 if place % 3 else 2) for bit in range(3))
        picture.paste(colour, (place % 4 * 32, place // 4 * 32, place % 4 * 32 + 32, place // 4 * 32 + 32))
    return picture.convert(mode)


def jpeg(picture: Image.Image, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", **{"quality": 95, **options})
    return out.getvalue()


def difference(first: Image.Image, second: Image.Image) -> int:
    """The largest in the middle of patches, where JPEG is exact enough."""
    assert first.size == second.size
    apart = ImageChops.difference(first.convert("RGB"), second.convert("RGB"))
    return max(
        value
        for x in range(16, first.width, 32)
        for y in range(16, first.height, 32)
        for value in apart.getpixel((x, y))  # type: ignore[union-attr]
    )


TURNS: dict[int, Callable[[Image.Image], Image.Image]] = {
    1: lambda p: p,
    2: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    3: lambda p: p.rotate(180),
    4: lambda p: p.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
    5: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT).rotate(90, expand=True),
    6: lambda p: p.rotate(-90, expand=True),
    7: lambda p: p.transpose(Image.Transpose.FLIP_LEFT_RIGHT).rotate(-90, expand=True),
    8: lambda p: p.rotate(90, expand=True),
    9: lambda p: p,
    0: lambda p: p,
}


@pytest.mark.parametrize("value", sorted(TURNS))
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_picture_is_kept_upright_whatever_its_orientation(value: int, mode: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    kept = encoded_anew(jpeg(patches(mode), exif=exif), "JPEG")
    assert not Image.open(BytesIO(kept)).getexif()
    assert difference(shown(kept), TURNS[value](patches(mode))) <= 8


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0II*\0\xff\xff\xff\xff",
        b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x05\0\0\0\x01\0\0\0\x1a\0\0\0\0\0\0\0\0\0\0\0\0",  # a fraction n/0
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x07\0\xff\xff\xff\x7f\x10\0\0\0" * 3,
        b"Exif\0\0" + b"A" * 300,
        b"Exif\0\0",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0abc\0\0\0\0\0",  # an orientation in letters
    ],
)
def test_odd_exif_changes_nothing(exif: bytes) -> None:
    kept = encoded_anew(jpeg(patches(), exif=exif), "JPEG")
    assert difference(shown(kept), patches()) <= 8


def test_cmyk_as_cameras_of_printers_write_it() -> None:
    """Adobe's CMYK is inverted in the file; Pillow writes it so, with Adobe's marker."""
    content = jpeg(patches("CMYK"))
    assert b"Adobe" in content
    assert difference(shown(encoded_anew(content, "JPEG")), patches()) <= 12


def swapped_profile() -> bytes:
    """sRGB with red and blue exchanged: nobody overlooks whether it was used."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


def test_colours_are_kept_as_their_profile_shows_them() -> None:
    red, green, blue = patches().split()
    for content, kind in (
        (jpeg(patches(), icc_profile=swapped_profile()), "JPEG"),
        (saved_png(patches(), swapped_profile()), "PNG"),
    ):
        kept = encoded_anew(content, kind)  # type: ignore[arg-type]
        assert "icc_profile" not in Image.open(BytesIO(kept)).info
        assert difference(shown(kept), Image.merge("RGB", (blue, green, red))) <= 12


def saved_png(picture: Image.Image, profile: bytes) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", icc_profile=profile)
    return out.getvalue()


@pytest.mark.parametrize(
    ("chunks", "seen"),
    [
        ({b"gAMA": 100_000}, 129),  # 56 of 255 of the light, and sRGB writes it so
        ({b"gAMA": 45_455}, 56),
        ({b"gAMA": 0}, 56),
        ({b"gAMA": 1}, 0),
        ({b"sRGB": 0, b"gAMA": 100_000}, 56),
    ],
)
def test_the_light_of_a_sample_is_what_its_gamma_says(chunks: dict[bytes, int], seen: int) -> None:
    info, out = PngImagePlugin.PngInfo(), BytesIO()
    for name, value in chunks.items():
        info.add(name, value.to_bytes(1 if name == b"sRGB" else 4, "big"))
    Image.new("L", (4, 4), 56).save(out, "PNG", pnginfo=info)
    (kept,) = set(Image.open(BytesIO(encoded_anew(out.getvalue(), "PNG"))).get_flattened_data())
    assert kept == pytest.approx(seen, abs=3)


def test_a_picture_that_moves_and_is_no_frame_of_it_is_refused() -> None:
    out = BytesIO()
    patches().save(out, "PNG", save_all=True, default_image=True, append_images=[Image.new("RGB", patches().size)])
    with pytest.raises(Harmful, match="ảnh động"):
        encoded_anew(out.getvalue(), "PNG")


@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()[:200], bytes(4000)])
def test_a_profile_that_is_no_use_is_as_none(profile: bytes) -> None:
    assert difference(shown(encoded_anew(jpeg(patches(), icc_profile=profile), "JPEG")), patches()) <= 8


def test_a_profile_of_another_colour_space_is_as_none() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert difference(shown(encoded_anew(jpeg(patches(), icc_profile=lab), "JPEG")), patches()) <= 8


@pytest.mark.slow
def test_what_is_larger_than_needed_is_shrunk_and_shows_the_same() -> None:
    large = patches().resize((6144, 3072), Image.Resampling.NEAREST)
    assert large.width * large.height > KEPT_PIXELS
    out = BytesIO()
    large.save(out, "PNG", compress_level=1)
    for content, kind in ((jpeg(large), "JPEG"), (out.getvalue(), "PNG")):
        kept = shown(encoded_anew(content, kind))  # type: ignore[arg-type]
        assert kept.size == (3072, 1536)
        assert difference(kept.resize((128, 64), Image.Resampling.BOX), patches()) <= 8


def test_thousands_of_scans_are_counted_before_they_are_decoded() -> None:
    with pytest.raises(Harmful, match="phức tạp"):
        encoded_anew((CASES / "bomb-jpeg-progressive.jpg").read_bytes(), "JPEG")


def with_segments(segments: bytes, behind: bytes = b"") -> bytes:
    out = BytesIO()
    Image.new("RGB", (SIDE, SIDE)).save(out, "JPEG")
    plain = out.getvalue()
    return plain[:2] + segments + plain[2:] + behind


COSTLY: dict[str, tuple[bytes, Format]] = {
    "empty comments": (with_segments(b"\xff\xfe\0\2" * 100_000), "JPEG"),
    "fill before a segment": (with_segments(b"\xff" * 100_000), "JPEG"),
    "nothing that is known before a segment": (with_segments(b"x" * 100_000), "JPEG"),
    "restarts of no scan": (with_segments(b"\xff\xd0" * 50_000), "JPEG"),
    "texts": (png(8, 0, PIXELS_OF_GREY, extra=chunk(b"tEXt", b"a\0b") * 60_000), "PNG"),
    "no data": (png(8, 0, PIXELS_OF_GREY, extra=chunk(b"IDAT", b"") * 60_000), "PNG"),
}


@pytest.mark.parametrize(("content", "kind"), COSTLY.values(), ids=COSTLY)
def test_pieces_without_end_are_counted_before_they_are_read(content: bytes, kind: Format) -> None:
    with pytest.raises(Harmful, match="quá phức tạp"):
        encoded_anew(content, kind)


def test_as_many_pieces_as_honest_programs_write_are_taken() -> None:
    profile = b"\xff\xe2\0\x10ICC_PROFILE\0\1\xff" * 255
    for kept in (
        encoded_anew(with_segments(profile + b"\xff" * 1_000, behind=b"\xff\xfe\0\2" * 100_000), "JPEG"),
        encoded_anew(png(8, 0, PIXELS_OF_GREY, extra=chunk(b"tEXt", b"a\0b") * 1_000), "PNG"),
    ):
        assert shown(kept).size == (SIDE, SIDE)


def test_a_progressive_picture_of_a_camera_is_taken() -> None:
    assert difference(shown(encoded_anew(jpeg(patches(), progressive=True), "JPEG")), patches()) <= 8


def test_a_size_that_is_given_twice_does_not_pass_a_bound() -> None:
    """The second frame of a JPEG counts as well."""
    small = jpeg(patches())
    frame = small.index(b"\xff\xc0")
    huge = bytearray(small[frame : frame + 19])
    huge[5:9] = struct.pack(">HH", 65000, 65000)
    with pytest.raises(Harmful):
        encoded_anew(small[:frame] + bytes(huge) + small[frame:], "JPEG")


def test_nothing_but_the_picture_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera of a citizen"
    content = jpeg(patches(), exif=exif, comment=b"hidden words") + b"trailing words"
    kept = encoded_anew(content, "JPEG")
    for word in (b"Camera", b"hidden", b"trailing", b"Exif"):
        assert word not in kept
    noted = png(8, GREY, [(9,)] * SIDE * SIDE, extra=chunk(b"tEXt", b"Author\0somebody") + chunk(b"eXIf", b"II*\0"))
    assert b"somebody" not in encoded_anew(noted + b"trailing words", "PNG")
    assert b"trailing" not in encoded_anew(noted + b"trailing words", "PNG")


def paper() -> Image.Image:
    """Shapes and grain, as a camera sees a paper."""
    soft = Image.effect_noise((80, 60), 90).resize((640, 480), Image.Resampling.BICUBIC)
    grain = Image.effect_noise((640, 480), 30)
    return Image.merge("RGB", [Image.blend(soft, grain, share) for share in (0.2, 0.3, 0.25)])


@pytest.mark.slow
@pytest.mark.parametrize("orientation", [1, 3, 5, 6, 8])
@pytest.mark.parametrize("quality", [40, 75, 88, 98])
def test_a_photograph_is_as_near_to_what_was_sent_as_a_second_saving_can_be(quality: int, orientation: int) -> None:
    """It keeps the steps that it was made with: those of quality 88 would be farther from it and take more bytes."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    sent = jpeg(paper(), quality=quality, exif=exif, subsampling="4:2:0")
    seen = shown(encoded_anew(jpeg(paper(), quality=100, exif=exif), "JPEG")).size
    kept = encoded_anew(sent, "JPEG")
    turned = ImageOps.exif_transpose(Image.open(BytesIO(sent))).convert("RGB")
    at_88 = BytesIO()
    turned.save(at_88, "JPEG", quality=88, subsampling="4:2:0")
    assert shown(kept).size == turned.size == seen
    assert mean_difference(shown(kept), turned) <= mean_difference(shown(at_88.getvalue()), turned) + 0.01
    assert len(kept) <= min(len(at_88.getvalue()), len(sent)) * 1.03


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_steps_that_no_encoder_would_choose_spoil_nothing_more() -> None:
    for steps in ([255] * 64, [1] * 64, [1] * 63 + [255]):
        sent = jpeg(patches(), qtables=[steps, steps])
        assert difference(shown(encoded_anew(sent, "JPEG")), shown(sent)) <= 24


@pytest.mark.slow
def test_a_picture_too_large_even_for_pillow_is_called_too_large_and_not_damaged() -> None:
    """A PNG of one bit a pixel: 900 megapixels in a hundred kilobytes."""
    row = b"\x00" + bytes(30_000 // 8)
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(row * 30_000, 9)), (b"IEND", b""))
    written = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    with pytest.raises(Harmful, match="Ảnh quá lớn"):
        encoded_anew(b"\x89PNG\r\n\x1a\n" + written, "PNG")
