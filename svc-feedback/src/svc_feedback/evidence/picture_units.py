"""The units that pictures are made of, without what stands between them.

The others, of which SEI is the best known, may hold anything: where a camera stood, its owner, captions. VP8 and VP9
have none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from av.bitstream import BitStreamFilterContext
from av.stream import Stream


@dataclass(frozen=True)
class Units:
    """``filters`` are FFmpeg's, by the types that pass. ``of_header`` tells by its first byte whether a unit belongs
    into the header of the stream, which they leave as it is.
    """

    filters: str
    of_header: Callable[[int], bool] | None = None


_UNITS: Mapping[str, Units] = {
    "h264": Units("h264_mp4toannexb,filter_units=pass_types=1-5|7|8", lambda head: head & 31 in (7, 8)),
    "hevc": Units(
        "hevc_mp4toannexb,filter_units=pass_types=0-9|16-21|32-34", lambda head: head >> 1 & 63 in (32, 33, 34)
    ),
    "av1": Units("filter_units=pass_types=1|3|4|6|7"),
}
_ALL = Units("null")
_BETWEEN = re.compile(rb"\x00*\x00\x00\x01")
_BEFORE_EACH = b"\x00\x00\x00\x01"


def picture_units(source: Stream, target: Stream) -> BitStreamFilterContext:
    """What filters packets of ``source`` on their way to ``target``, whose header it writes."""
    units = _UNITS.get(source.codec.canonical_name, _ALL)
    if units.of_header is None:
        return BitStreamFilterContext(units.filters, source)
    filters, context = BitStreamFilterContext(units.filters, source, target), target.codec_context
    found = _BETWEEN.split(context.extradata or b"")
    context.extradata = b"".join(_BEFORE_EACH + unit for unit in found if unit and units.of_header(unit[0]))
    context.codec_tag = "\0\0\0\0"  # that of the new container
    return filters
