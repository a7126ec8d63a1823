"""A scanned page, made on the spot: a JPEG with the EXIF a phone writes, place included."""

import io

from PIL import Image, ImageDraw


def scanned_page() -> bytes:
    page = Image.new("RGB", (620, 877), "white")
    draw = ImageDraw.Draw(page)
    for line in range(18):
        draw.rectangle((60, 90 + line * 38, 560 - (line * 53) % 200, 98 + line * 38), fill=(90, 90, 90))
    exif = Image.Exif()
    exif[0x0110] = "A citizen's phone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    page.save(out, "JPEG", exif=exif, quality=85)
    return out.getvalue()
