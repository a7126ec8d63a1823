"""Uploads: judged by content, cleaned, bombs and active content refused."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from shared.files.inspection.inspector import Inspector
from shared.files.inspection.pdfs import written_anew
from shared.files.inspection.pictures import MAX_PIXELS, encoded_anew
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.names import safe_name
from shared.testing import spooled


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 200).save(out, kind, **options)
    return out.getvalue()


def pdf(change: object = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if callable(change):
        change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_exif_is_gone_and_the_picture_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    exif[0x010F] = "Camera of a citizen"
    gps = exif.get_ifd(0x8825)
    gps[1] = "N"
    kept = encoded_anew(picture(exif=exif, comment=b"hidden words"), "JPEG")
    assert opened(kept).size == (20, 40)
    assert not opened(kept).getexif()
    assert b"Camera" not in kept and b"hidden words" not in kept


def test_png_text_and_further_frames_are_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "somebody")
    frames = [Image.new("RGB", (8, 8), color) for color in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], pnginfo=info)
    kept = encoded_anew(out.getvalue(), "PNG")
    assert b"somebody" not in kept and b"acTL" not in kept
    assert opened(kept).convert("RGB").getpixel((0, 0)) == (255, 0, 0)


@pytest.mark.parametrize("mode", ["CMYK", "L", "RGB"])
def test_jpeg_modes(mode: str) -> None:
    assert opened(encoded_anew(picture(mode=mode), "JPEG")).format == "JPEG"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_png_modes(mode: str) -> None:
    assert opened(encoded_anew(picture("PNG", mode=mode), "PNG")).format == "PNG"


def test_a_bomb_is_refused_by_its_declared_size() -> None:
    side = int(MAX_PIXELS**0.5) + 10
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(Harmful, match="quá lớn"):
        encoded_anew(bomb, "PNG")


@pytest.mark.parametrize("cut", [4, 100, 300])
def test_a_broken_picture_is_refused(cut: int) -> None:
    with pytest.raises(Harmful):
        encoded_anew(picture(size=(300, 300))[:cut], "JPEG")


def test_a_plain_pdf_is_taken() -> None:
    written_anew(pdf())


def javascript(writer: PdfWriter) -> None:
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def encrypted(writer: PdfWriter) -> None:
    writer.encrypt("secret", algorithm="RC4-128")


def attachment(writer: PdfWriter) -> None:
    writer.add_attachment("run.exe", b"MZ")


def launch(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("calc.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def launch_in_an_annotation(writer: PdfWriter) -> None:
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    link = DictionaryObject({NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): action})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([link])


@pytest.mark.parametrize("change", [javascript, encrypted, attachment, launch, launch_in_an_annotation])
def test_an_active_or_closed_pdf_is_refused(change: object) -> None:
    with pytest.raises(Harmful):
        written_anew(pdf(change))


def test_a_name_written_with_escapes_is_still_seen() -> None:
    hidden = pdf(javascript).replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/#4a#53")
    with pytest.raises(Harmful):
        written_anew(hidden)


def test_active_content_packed_in_an_object_stream_is_seen() -> None:
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    javascript(writer)
    out = BytesIO()
    writer.write(out)
    packed = packed_objects(out.getvalue())
    assert b"JavaScript" not in packed
    with pytest.raises(Harmful, match="mã lệnh"):
        written_anew(packed)


def packed_objects(plain: bytes) -> bytes:
    """The same document with all its objects in one compressed object stream and a cross-reference stream."""
    reader = PdfReader(BytesIO(plain))
    bodies = []
    for number in sorted(reader.xref[0]):
        out = BytesIO()
        found = reader.get_object(number)
        if found is None or not isinstance(found, DictionaryObject) or "/Length" in found:
            continue
        found.write_to_stream(out)
        bodies.append((number, out.getvalue()))
    index, data = [], b""
    for number, body in bodies:
        index.append(f"{number} {len(data)}")
        data += body + b"\n"
    head = (" ".join(index) + "\n").encode()
    stream = zlib.compress(head + data)
    holder, table = max(reader.xref[0]) + 1, max(reader.xref[0]) + 2
    pdf_bytes = b"%PDF-1.5\n"
    first = len(pdf_bytes)
    pdf_bytes += (
        (
            f"{holder} 0 obj\n<< /Type /ObjStm /N {len(bodies)} /First {len(head)} /Filter /FlateDecode"
            f" /Length {len(stream)} >>\nstream\n"
        ).encode()
        + stream
        + b"\nendstream\nendobj\n"
    )
    second = len(pdf_bytes)
    places = {number: (2, holder, place) for place, (number, _) in enumerate(bodies)}
    places |= {0: (0, 0, 255), holder: (1, first, 0), table: (1, second, 0)}
    rows = b"".join(struct.pack(">BIB", *places.get(number, (0, 0, 0))) for number in range(table + 1))
    root = reader.trailer.raw_get("/Root").idnum
    pdf_bytes += (
        (
            f"{table} 0 obj\n<< /Type /XRef /Size {table + 1} /W [1 4 1] /Root {root} 0 R"
            f" /Length {len(rows)} >>\nstream\n"
        ).encode()
        + rows
        + b"\nendstream\nendobj\n"
        + f"startxref\n{second}\n%%EOF".encode()
    )
    return pdf_bytes


def test_a_packed_but_harmless_document_is_taken() -> None:
    written_anew(packed_objects(pdf()))


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"%PDF-1.4\n" + bytes(500), b"%PDF-1.4\nstartxref\n9999999\n%%EOF"])
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    with pytest.raises(Harmful):
        written_anew(content)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [b"", b"hello", b"MZ\x90", b"GIF89a" + bytes(20), b"<svg onload=alert(1)>", b" %PDF-1.4", b"\x89PNG"]
)
async def test_other_content_is_not_accepted(content: bytes) -> None:
    async with Inspector() as inspector:
        with pytest.raises(NotAccepted):
            async with inspector.look_through(spooled(content)):
                pass


@pytest.mark.slow
async def test_what_is_kept_names_its_true_type() -> None:
    async with Inspector() as inspector, inspector.look_through(spooled(picture("PNG"))) as kept:
        pass
    assert (kept.media_type, kept.extension, len(kept.sha256)) == ("image/png", ".png", 64)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("giấy chứng sinh.exe", "giấy chứng sinh.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\a\\scan.PNG", "scan.pdf"),
        ("", "tep.pdf"),
        ("....", "tep.pdf"),
        ("a\x00b\r\nc.pdf", "abc.pdf"),
        ("x" * 500 + ".pdf", "x" * 120 + ".pdf"),
        ("\ud800.pdf", "tep.pdf"),
    ],
)
def test_names_are_made_safe(given: str, kept: str) -> None:
    assert safe_name(given, ".pdf") == kept
