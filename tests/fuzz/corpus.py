"""What mutations begin with: small files and forms of each kind, and the cases that once failed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image, ImageCms

from shared.pagination import encode_cursor

CASES = Path(__file__).parents[2] / "shared" / "tests" / "cases"


def files() -> Sequence[bytes]:
    return [*(case.read_bytes() for case in sorted(CASES.iterdir())), *_pictures(), *_documents()]


def _pictures() -> list[bytes]:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Camera"
    made = []
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        made.append(_saved(Image.new(mode, (24, 16), 1), "PNG", icc_profile=profile if mode == "RGB" else None))
    for mode in ("L", "RGB", "CMYK"):
        for progressive in (False, True):
            made.append(_saved(Image.new(mode, (24, 16), 1), "JPEG", progressive=progressive, exif=exif))
    return made


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _documents() -> list[bytes]:
    made = []
    for packed in (pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate):
        for signed in (False, True):
            document = pikepdf.new()
            document.add_blank_page()
            document.pages[0].Contents = document.make_stream(b"BT /F1 12 Tf (a) Tj ET " * 20)
            document.Root.Outlines = pikepdf.Dictionary(First=pikepdf.Dictionary(Title="a", Dest=[0]))
            if signed:
                signature = pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3], Contents=b"00")
                document.Root.AcroForm = pikepdf.Dictionary(Fields=[pikepdf.Dictionary(V=signature)])
            out = BytesIO()
            document.save(out, object_stream_mode=packed)
            made.append(out.getvalue())
    return made


def forms() -> Sequence[bytes]:
    names = (
        b'name="file"; filename="a.pdf"',
        b"name=file; filename=a b.pdf; filename*=utf-8''Gi%E1%BA%A5y.pdf",
        b'name="file"; filename="=?utf-8?B?R2nhuqV5LnBkZg==?="',
        b'name="file"; filename="C:\\a\\b.pdf"',
        b'name="text"',
    )
    head = b"--b\r\nContent-Disposition: form-data; %s\r\nContent-Type: application/pdf\r\n\r\n"
    return [head % name + b"%PDF-1.4 \r\n--c\r\n" * 3 + b"\r\n--b--\r\n" for name in names]


def content_types() -> Sequence[bytes]:
    return [
        b"multipart/form-data; boundary=b",
        b'multipart/form-data; boundary="b"; charset=utf-8',
        b"multipart/form-data; charset=windows-1258; boundary=b",
    ]


def cursors() -> Sequence[bytes]:
    return [
        encode_cursor("dos_1", 5, datetime(2026, 11, 27, tzinfo=UTC)).encode(),
        encode_cursor(None, -1, None).encode(),
        b"WzEsMl0",
    ]


def texts() -> Sequence[bytes]:
    """Bodies of JSON as people's words stand in them."""
    return [
        '{"reason": "Nộp thiếu bản sao; gọi (0905) 123 456, hồ sơ H48-261123-0001."}'.encode(),
        '{"names": ["Nguye\u0302\u0303n Va\u0306n A", "\u200b\u2060", "👨\u200d👩\u200d👧", "𝓛𝓪𝓷"]}'.encode(),
        '{"code": " hs-7k3m–q9wx-5. "}'.encode(),
        b'{"note": "half \\ud83d of an emoji", "n": 1e400}',
        ('{"note": "a' + "\u0315" * 60_000 + "\u0300" * 60_000 + '"}').encode(),
        ("[" * 190 + '"1 2 3 4 5 6 7 8 9 0 1 2"' + "]" * 190).encode(),
    ]


def chunked_requests() -> Sequence[bytes]:
    head = b"POST /v1/dossiers HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n%s\r\n"
    bodies = (
        b"5\r\nhello\r\n0\r\n\r\n",
        b"1\r\na\r\n" * 50 + b"0\r\n\r\n",
        b"A;name=value\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n",
        b"0005\r\nhello\r\n00\r\n\r\n",
        b"2000\r\n" + bytes(8192) + b"\r\n0\r\n\r\n",
    )
    headers = (b"", b"Content-Length: 5\r\n", b"Trailer: x\r\n", b"Expect: 100-continue\r\n")
    return [head % more + body for body in bodies for more in headers]
