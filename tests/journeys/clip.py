"""A short video, as a phone records one."""

from fractions import Fraction
from io import BytesIO
from typing import Any

import av
from PIL import Image

SIZE = (320, 240)


def clip(seconds: int = 2) -> bytes:
    """WebM, which a Chromium without licensed codecs plays as well."""
    out = BytesIO()
    with av.open(out, "w", format="webm") as target:
        stream: Any = target.add_stream("libvpx", rate=Fraction(10))
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(seconds * 10):
            shade = Image.new("RGB", SIZE, (number * 7 % 256, 120, 90))
            target.mux(stream.encode(av.VideoFrame.from_image(shade)))  # type: ignore[no-untyped-call]
        target.mux(stream.encode())
    return out.getvalue()
