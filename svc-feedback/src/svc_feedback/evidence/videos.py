"""A short video: its frames and sound as they are, in a container written anew that holds nothing else.

Titles, places, chapters, cover pictures, subtitles and streams of data (some cameras write positions into one) stay
behind. Nothing is encoded again: that would take a telephone's minute a minute of ours. PyAV brings its own FFmpeg;
only the two demuxers that telephones need are used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import av
from av.container import InputContainer

from shared.files.inspection.refused import Harmful
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.facts import facts_of_video
from svc_feedback.evidence.pictures import small

MAX_SECONDS = 60.0
MAX_PIXELS = 3840 * 2160
MAX_PACKETS = 20_000
"""A minute at 240 pictures a second, and its sound."""

_DAMAGED = "Video bị hỏng hoặc không đọc được."
_TOO_LONG = f"Video dài quá {MAX_SECONDS:.0f} giây. Vui lòng cắt ngắn rồi gửi lại."
_TOO_LARGE = "Khung hình của video quá lớn: tối đa 4K (3840 × 2160)."
_UNKNOWN = "Video nén theo chuẩn chưa hỗ trợ. Vui lòng quay bằng ứng dụng máy ảnh của điện thoại."


@dataclass(frozen=True)
class Container:
    """What is read, and into what: the codecs that browsers and telephones play in it."""

    demuxer: str
    muxer: str
    video: frozenset[str]
    audio: frozenset[str]
    options: dict[str, str]


MP4 = Container(
    "mov",
    "mp4",
    frozenset({"h264", "hevc"}),
    frozenset({"aac", "mp3"}),
    # In fragments it begins to play before all of it is there; the other way to that needs a file to read again.
    {"movflags": "+frag_keyframe+empty_moov+default_base_moof", "fflags": "+bitexact"},
)
WEBM = Container(
    "matroska", "webm", frozenset({"vp8", "vp9", "av1"}), frozenset({"opus", "vorbis"}), {"fflags": "+bitexact"}
)


def cleaned(content: bytes, container: Container) -> Bundle:
    """The video alone. Raises ``Harmful``."""
    try:
        with av.open(BytesIO(content), "r", format=container.demuxer) as source:
            _check(source, container)
            facts = facts_of_video({**source.metadata, **source.streams.video[0].metadata})
            kept, seconds = _written_anew(source, container)
        return Bundle({**facts, "seconds": round(seconds, 1)}, kept, _still(kept, container))
    except (Harmful, MemoryError):
        raise
    except Exception as error:
        # FFmpeg's errors are many, and so are those of a binding that meets a hostile file.
        raise Harmful(_DAMAGED) from error


def _check(source: InputContainer, container: Container) -> None:
    if not source.streams.video:
        raise Harmful(_DAMAGED)
    video = source.streams.video[0]
    if video.codec.canonical_name not in container.video:
        raise Harmful(_UNKNOWN)
    if not video.width or not video.height or video.width * video.height > MAX_PIXELS:
        raise Harmful(_TOO_LARGE)
    if source.duration is not None and source.duration / av.time_base > MAX_SECONDS + 1:
        raise Harmful(_TOO_LONG)


def _written_anew(source: InputContainer, container: Container) -> tuple[bytes, float]:
    out = BytesIO()
    with av.open(out, "w", format=container.muxer, options=container.options) as target:
        streams: dict[int, Any] = {}
        for stream in (source.streams.video[0], *source.streams.audio[:1]):
            if stream.type == "audio" and stream.codec.canonical_name not in container.audio:
                continue  # without sound rather than without the video
            streams[stream.index] = target.add_stream_from_template(stream)
        seconds = 0.0
        for packet in _packets(source, streams):
            if packet.pts is not None and packet.time_base is not None:
                seconds = max(seconds, float((packet.pts + (packet.duration or 0)) * packet.time_base))
            if seconds > MAX_SECONDS + 1:
                raise Harmful(_TOO_LONG)  # whatever its header says
            packet.stream = streams[packet.stream.index]
            target.mux(packet)
    return out.getvalue(), seconds


def _packets(source: InputContainer, streams: dict[int, Any]) -> Iterator[Any]:
    wanted = [stream for stream in source.streams if stream.index in streams]
    for number, packet in enumerate(source.demux(wanted)):
        if number > MAX_PACKETS:
            raise Harmful(_TOO_LONG)
        if packet.dts is not None:  # the demuxer's last packets flush, and hold nothing
            yield packet


def _still(kept: bytes, container: Container) -> bytes:
    """Its first picture, upright."""
    with av.open(BytesIO(kept), "r", format=container.demuxer) as source:
        source.streams.video[0].codec_context.thread_count = 1
        for frame in source.decode(source.streams.video[0]):
            picture = frame.to_image()  # type: ignore[no-untyped-call]
            return small(picture.rotate(frame.rotation, expand=True) if frame.rotation else picture)
    raise Harmful(_DAMAGED)
