"""A short video: its pictures as they are and its sound encoded anew, in a container that holds nothing else.

Titles, places, chapters, cover pictures, subtitles and streams of data (some cameras write positions into one) stay
behind, and so do parts that were trimmed away, and the notes that a camera writes between the pictures or into the
sound. Pictures are not encoded again: that would take a telephone's minute a minute of ours. So those of VP8, VP9 and
AV1 that are decoded and never shown stay: others are built on them, and no camera writes there what its owner does not
know. Who hides something on purpose finds room in any picture. PyAV brings its own FFmpeg; only the two demuxers that
telephones need are used.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer

from shared.files.inspection.refused import Harmful
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.facts import facts_of_video
from svc_feedback.evidence.picture_units import picture_units
from svc_feedback.evidence.pictures import small
from svc_feedback.evidence.sound import Sound
from svc_feedback.evidence.trimming import AnyPacket, Trimmed, trimmed

MAX_SECONDS = 60.0
MAX_PIXELS = 3840 * 2160
MAX_PACKETS = 20_000
"""A minute at 240 pictures a second, and its sound."""
MOST_LOST_SECONDS = 2
"""The most seconds that may be lost of what was seen, together with what was hidden: more would be another film."""

_DAMAGED = "Video bị hỏng hoặc không đọc được."
_TOO_LONG = f"Video dài quá {MAX_SECONDS:.0f} giây. Vui lòng cắt ngắn rồi gửi lại."
_TOO_LARGE = "Khung hình của video quá lớn: tối đa 4K (3840 × 2160)."
_TRIMMED = (
    "Video đã được cắt nhưng phần bị cắt vẫn còn trong tệp. Vui lòng lưu đoạn đã cắt thành video mới rồi gửi lại."
)
_UNKNOWN = "Video nén theo chuẩn chưa hỗ trợ. Vui lòng quay bằng ứng dụng máy ảnh của điện thoại."


@dataclass(frozen=True)
class Container:
    """What is read, and into what: the codecs that browsers and telephones play in it. ``encoder`` is of its sound."""

    demuxer: str
    muxer: str
    video: frozenset[str]
    audio: frozenset[str]
    encoder: str
    options: dict[str, str]


MP4 = Container(
    "mov",
    "mp4",
    frozenset({"h264", "hevc"}),
    frozenset({"aac", "mp3"}),
    "aac",
    # In fragments it begins to play before all of it is there; the other way to that needs a file to read again.
    {"movflags": "+frag_keyframe+empty_moov+default_base_moof", "fflags": "+bitexact"},
)
WEBM = Container(
    "matroska",
    "webm",
    frozenset({"vp8", "vp9", "av1"}),
    frozenset({"opus", "vorbis"}),
    "libopus",
    {"fflags": "+bitexact"},
)


def cleaned(content: bytes, container: Container) -> Bundle:
    """The video alone. Raises ``Harmful``."""
    try:
        with av.open(BytesIO(content), "r", format=container.demuxer) as source:
            _check(source, container)
            facts = facts_of_video({**source.metadata, **source.streams.video[0].metadata})
            film = _seen(source, container)
            kept = _written_anew(source, film, container)
        return Bundle({**facts, "seconds": round(film.seconds, 1)}, kept, _still(kept, container))
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


def _seen(source: InputContainer, container: Container) -> Trimmed:
    video = source.streams.video[0]
    # Without sound rather than without the video.
    sound = [each for each in source.streams.audio[:1] if each.codec.canonical_name in container.audio]
    film = trimmed(list(_packets(source, {video.index, *(each.index for each in sound)})), video.index)
    if film.lost > (MOST_LOST_SECONDS if film.packets else 0):
        raise Harmful(_TRIMMED)
    if not film.packets:
        raise Harmful(_DAMAGED)
    if film.seconds > MAX_SECONDS + 1:
        raise Harmful(_TOO_LONG)  # whatever its header says
    return film


def _packets(source: InputContainer, indexes: set[int]) -> Iterator[AnyPacket]:
    wanted = [stream for stream in source.streams if stream.index in indexes]
    for number, packet in enumerate(source.demux(wanted)):
        if number > MAX_PACKETS:
            raise Harmful(_TOO_LONG)
        if packet.dts is not None:  # the demuxer's last packets flush, and hold nothing
            yield packet


def _written_anew(source: InputContainer, film: Trimmed, container: Container) -> bytes:
    out, picture = BytesIO(), source.streams.video[0]
    with av.open(out, "w", format=container.muxer, options=container.options) as target:
        pictures: Any = target.add_stream_from_template(picture, opaque=True)
        units = picture_units(picture, pictures)
        audio = next((packet.stream for packet in film.packets if packet.stream_index != picture.index), None)
        sound = Sound(audio, target, container.encoder, film.start) if isinstance(audio, AudioStream) else None
        for packet in film.packets:
            if packet.stream_index == picture.index:
                time_base = packet.time_base  # the filter takes it with the packet
                offset = round(film.start / time_base)
                for pure in units.filter(packet):
                    pure.time_base = time_base
                    pure.dts = None if pure.dts is None else pure.dts - offset
                    pure.pts = None if pure.pts is None else pure.pts - offset
                    pure.stream = pictures
                    target.mux(pure)
            elif sound is not None:
                target.mux(list(sound.encoded(packet)))
        if sound is not None:
            target.mux(list(sound.rest()))
    return out.getvalue()


def _still(kept: bytes, container: Container) -> bytes:
    """Its first picture, upright."""
    with av.open(BytesIO(kept), "r", format=container.demuxer) as source:
        source.streams.video[0].codec_context.thread_count = 1
        for frame in source.decode(source.streams.video[0]):
            picture = frame.to_image()  # type: ignore[no-untyped-call]
            return small(picture.rotate(frame.rotation, expand=True) if frame.rotation else picture)
    raise Harmful(_DAMAGED)
