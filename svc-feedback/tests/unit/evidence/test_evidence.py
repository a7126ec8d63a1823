"""Pictures and videos as telephones send them, and as somebody with bad intentions does."""

import os
import random
import re
from array import array
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av
import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from shared.files.inspection.inspector import Inspector
from shared.files.inspection.refused import Harmful, NotAccepted
from shared.files.inspection.size import heif_pixels, is_large_picture, webp_pixels
from shared.testing import spooled
from svc_feedback.evidence import pictures, videos
from svc_feedback.evidence.bundle import Bundle
from svc_feedback.evidence.kinds import kind_of
from svc_feedback.wiring.service import READER

SECRET = b"chup-boi-may-cua-toi"


def exif() -> Image.Exif:
    found = Image.Exif()
    found[Base.Make] = SECRET.decode()
    found.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = "2026:11:25 08:30:00"
    gps = found.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", (15.0, 7.0, 17.04)
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (108.0, 47.0, 32.28)
    return found


@cache
def picture(kind: str, size: tuple[int, int] = (900, 600), **options: Any) -> bytes:
    out = BytesIO()
    image = Image.new("RGB", size, "tan")
    image.paste("firebrick", (0, 0, size[0] // 2, size[1] // 2))
    image.save(out, kind, exif=exif(), **options)
    return out.getvalue()


def video(
    muxer: str = "mp4",
    codec: str = "libx264",
    seconds: int = 2,
    size: tuple[int, int] = (320, 240),
    keyframes: int = 250,
    sound: bool = False,
    sound_codec: str = "aac",
    options: dict[str, str] | None = None,
) -> bytes:
    out = BytesIO()
    with av.open(out, "w", format=muxer, options=options or {}) as target:
        target.metadata["title"] = SECRET.decode()
        target.metadata["location"] = "+15.1214+108.7923/"
        stream: Any = target.add_stream(codec, rate=Fraction(10))
        track: Any = target.add_stream(sound_codec, rate=16_000) if sound else None
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.options = {"g": str(keyframes), "sc_threshold": "0", "x265-params": "log-level=none"}
        for number in range(seconds * 10):
            shade = Image.new("RGB", size, (number * 7 % 256, 90, 90))
            shade.paste(Image.effect_noise((32, 32), 80), (0, 0))  # each picture is unlike every other
            for packet in stream.encode(av.VideoFrame.from_image(shade)):  # type: ignore[no-untyped-call]
                target.mux(packet)
        for packet in stream.encode():
            target.mux(packet)
        if track:
            for number in range(seconds * 16):
                frame = av.AudioFrame("fltp", "mono", 1000)
                frame.planes[0].update(array("f", (random.uniform(-1, 1) for _ in range(1000))).tobytes())
                frame.sample_rate, frame.pts = 16_000, number * 1000
                target.mux(track.encode(frame))
            target.mux(track.encode())
    return out.getvalue()


def hidden(content: bytes, seconds: float, kept: float) -> bytes:
    """The film as a telephone trims it: the first ``seconds`` are hidden by the edit list, ``kept`` ones are shown."""
    at = content.index(b"elst") + 12  # after its name, its version and flags, and the number of its rows
    media_time = int.from_bytes(content[at + 4 : at + 8], "big") + int(seconds * TICKS)
    return content[:at] + int(kept * 1000).to_bytes(4, "big") + media_time.to_bytes(4, "big") + content[at + 8 :]


TICKS = 10_240
"""How many ticks FFmpeg counts to the second of a film of ten pictures a second."""


def all_pictures(content: bytes) -> list[bytes]:
    """What codes each picture, also of those that no viewer sees; the notes of the encoder stand before it."""
    with av.open(BytesIO(content), "r", options={"ignore_editlist": "1"}) as film:
        return [bytes(packet)[-40:] for packet in film.demux(video=0) if packet.dts is not None]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_picture_is_kept_without_what_it_says_of_its_owner(kind: str) -> None:
    content = picture(kind)
    found = kind_of(content)
    assert found is not None
    bundle = found.clean(content)
    assert SECRET in content
    assert SECRET not in bundle.kept + bundle.preview
    with Image.open(BytesIO(bundle.kept)) as kept:
        assert not kept.getexif()
        assert kept.size == (900, 600)
        red, green, blue = kept.convert("RGB").getpixel((10, 10))  # type: ignore[misc]
        assert (abs(red - 178), abs(green - 34), abs(blue - 34)) < (20, 20, 20)
    with Image.open(BytesIO(bundle.preview)) as preview:
        assert (preview.format, max(preview.size)) == ("JPEG", pictures.PREVIEW_SIDE)
    assert bundle.facts["latitude"] == pytest.approx(15.1214, abs=1e-4)
    assert bundle.facts["longitude"] == pytest.approx(108.7923, abs=1e-4)
    assert bundle.facts["taken_at"] == "2026-11-25T08:30:00+07:00"


@pytest.fixture
def usual_priority() -> Iterator[None]:
    """Restores the priority: if the user is root, SVT-AV1 makes the thread that encodes a real-time one, and whatever
    is started from it later. Two programs that wait for each other by spinning would then leave nothing to the machine.
    """
    before = os.sched_getscheduler(0), os.sched_getparam(0)
    yield
    os.sched_setscheduler(0, *before)


@pytest.mark.slow
@pytest.mark.usefixtures("usual_priority")
@pytest.mark.parametrize(
    ("muxer", "codec"),
    [("mp4", "libx264"), ("mov", "libx264"), ("mp4", "libx265"), ("webm", "libvpx"), ("webm", "libsvtav1")],
)
def test_a_video_is_kept_without_its_metadata_and_has_a_still_picture(muxer: str, codec: str) -> None:
    content = video(muxer, codec)
    found = kind_of(content)
    assert found is not None
    bundle = found.clean(content)
    assert SECRET in content
    assert SECRET not in bundle.kept
    assert b"108.7923" not in bundle.kept
    if muxer != "webm":
        assert bundle.facts["latitude"] == pytest.approx(15.1214)
    with av.open(BytesIO(bundle.kept), "r") as kept:
        assert [stream.type for stream in kept.streams] == ["video"]
        assert sum(1 for _ in kept.decode(video=0)) == 20
    with Image.open(BytesIO(bundle.preview)) as still:
        assert still.size == (320, 240)


IN_FRAGMENTS = {"movflags": "frag_keyframe+delay_moov+default_base_moof"}
"""Options that write a film in fragments. FFmpeg marks nothing of them as hidden: it gives it a time before 0."""


@pytest.mark.parametrize(("options", "kept"), [(None, range(20, 40)), (IN_FRAGMENTS, range(20, 60))])
def test_nothing_that_was_trimmed_away_is_kept(options: dict[str, str] | None, kept: range) -> None:
    content = video(seconds=6, keyframes=10, options=options)
    bundle = videos.cleaned(hidden(content, seconds=2, kept=2), videos.MP4)
    with av.open(BytesIO(bundle.kept), "r") as film:
        assert sum(1 for _ in film.decode(video=0)) == len(kept)
    assert bundle.facts["seconds"] == len(kept) / 10
    assert [number for number, each in enumerate(all_pictures(content)) if each in bundle.kept] == [*kept]


@pytest.mark.slow
def test_what_is_heard_begins_with_what_is_seen() -> None:
    content = video(seconds=4, keyframes=10, sound=True)
    bundle = videos.cleaned(hidden(content, seconds=0.5, kept=3.5), videos.MP4)
    with av.open(BytesIO(bundle.kept), "r") as film:
        sound = [frame.time for frame in film.decode(audio=0)]
    assert sound[0] == pytest.approx(0, abs=0.1)
    assert sound[-1] == pytest.approx(3.6, abs=0.15)  # the sound itself was not trimmed


DATA_ELEMENT = bytes([0b100_0000_0])
"""The beginning of a data stream element of AAC: its type, its number, not aligned (ISO/IEC 14496-3, 4.4.2.7)."""


def with_data_elements(content: bytes) -> bytes:
    """The film with ``SECRET`` in a data stream element before the sound of each packet, as AAC allows."""
    out = BytesIO()
    with av.open(BytesIO(content), "r") as source, av.open(out, "w", format="mp4") as target:
        streams = [target.add_stream_from_template(stream, opaque=True) for stream in source.streams]
        for packet in source.demux():
            if packet.dts is None:
                continue
            written = packet
            if packet.stream.type == "audio":
                written = av.Packet(DATA_ELEMENT + bytes([len(SECRET)]) + SECRET + bytes(packet))
                written.pts, written.dts, written.time_base = packet.pts, packet.dts, packet.time_base
                written.duration = packet.duration
            written.stream = streams[packet.stream.index]
            target.mux(written)
    return out.getvalue()


@pytest.mark.slow
def test_what_is_written_beside_the_sound_stays_behind() -> None:
    content = with_data_elements(video(seconds=2, sound=True))
    assert SECRET in content.partition(b"mdat")[2]
    kept = videos.cleaned(content, videos.MP4).kept
    assert SECRET not in kept
    assert b"Lavc" not in kept, "the name that the encoder leaves in its first packet"
    with av.open(BytesIO(kept), "r") as film:
        assert [stream.codec.canonical_name for stream in film.streams] == ["h264", "aac"]
        assert sum(frame.samples / frame.sample_rate for frame in film.decode(audio=0)) == pytest.approx(2, abs=0.1)


@pytest.mark.slow
@pytest.mark.parametrize(("muxer", "codec", "sound_codec"), [("mp4", "libx264", "aac"), ("webm", "libvpx", "libopus")])
def test_sound_goes_on_with_its_film(muxer: str, codec: str, sound_codec: str) -> None:
    found = kind_of(content := video(muxer, codec, sound=True, sound_codec=sound_codec))
    assert found is not None
    kept = found.clean(content).kept
    with av.open(BytesIO(kept), "r") as film:
        times = [frame.time or 0.0 for frame in film.decode(audio=0)]
    with av.open(BytesIO(kept), "r") as film:
        begins = next(film.decode(video=0)).time or 0.0
    assert times[1] - begins == pytest.approx(0, abs=0.1)
    assert times[-1] - begins == pytest.approx(2, abs=0.1)


def test_a_cut_between_two_whole_pictures_begins_at_the_next_one() -> None:
    content = video(seconds=4, keyframes=10)
    bundle = videos.cleaned(hidden(content, seconds=0.5, kept=3.5), videos.MP4)
    assert bundle.facts["seconds"] == 3.0
    everything = all_pictures(content)
    assert not any(each in bundle.kept for each in everything[:10])


def test_a_trimmed_film_is_refused_where_too_much_would_go_with_what_is_hidden() -> None:
    with pytest.raises(Harmful, match="phần bị cắt"):
        videos.cleaned(hidden(video(seconds=6, keyframes=60), seconds=1, kept=5), videos.MP4)


@pytest.mark.slow
def test_a_film_is_as_long_as_what_is_kept_of_it() -> None:
    long = video(seconds=66, size=(32, 32), keyframes=10)
    assert videos.cleaned(hidden(long, seconds=60, kept=6), videos.MP4).facts["seconds"] == 6.0
    with pytest.raises(Harmful, match="60 giây"):
        videos.cleaned(hidden(long, seconds=2, kept=64), videos.MP4)


@pytest.mark.slow
@pytest.mark.parametrize(("codec", "note"), [("libx264", b"x264 - core"), ("libx265", b"x265 (build")])
def test_what_an_encoder_writes_between_the_pictures_stays_behind(codec: str, note: bytes) -> None:
    content = video(codec=codec)
    bundle = videos.cleaned(content, videos.MP4)
    assert note in content
    assert note not in bundle.kept
    with av.open(BytesIO(bundle.kept), "r") as film:
        assert sum(1 for _ in film.decode(video=0)) == 20


@pytest.mark.slow
def test_a_video_that_is_too_long_or_too_large_is_refused_by_what_it_is() -> None:
    with pytest.raises(Harmful, match="60 giây"):
        videos.cleaned(video(seconds=63, size=(64, 48)), videos.MP4)
    with pytest.raises(Harmful, match="4K"):
        videos.cleaned(video(seconds=1, size=(4096, 2304)), videos.MP4)


@pytest.mark.slow
def test_a_header_that_lies_about_the_length_is_found_out() -> None:
    content = video(seconds=63, size=(64, 48))
    start = content.index(b"mvhd")
    # version, flags, two times, time scale, then the duration
    lying = content[: start + 20] + (1).to_bytes(4, "big") + content[start + 24 :]
    with pytest.raises(Harmful):
        videos.cleaned(lying, videos.MP4)


@pytest.mark.parametrize("make", [lambda: video()[:2000], lambda: b"\x00\x00\x00\x18ftypisom" + bytes(500)])
def test_a_broken_video_is_refused(make: Callable[[], bytes]) -> None:
    with pytest.raises(Harmful):
        videos.cleaned(make(), videos.MP4)


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_a_broken_picture_is_refused(kind: str) -> None:
    content = picture(kind)
    with pytest.raises(Harmful):
        pictures.other_picture(content[: len(content) // 2], kind)


@pytest.mark.parametrize("how", [{"quality": 1}, {"lossless": True}, {"exif": b"Exif\0\0"}])
def test_a_webp_says_its_size_before_it_is_opened(how: dict[str, Any]) -> None:
    out = BytesIO()
    Image.new("RGB", (300, 20)).save(out, "WEBP", **how)
    assert webp_pixels(out.getvalue()) == 6_000
    assert webp_pixels(b"RIFF") == 0


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
def test_a_heic_says_its_size_before_it_is_opened(kind: str) -> None:
    assert heif_pixels(picture(kind)) == 900 * 600
    assert heif_pixels(b"....ftypheic") == 0


def claiming(kind: str, width: int, height: int) -> bytes:
    """A small picture that says it is of another size."""
    content = picture(kind, size=(64, 32))
    if kind == "WEBP":
        sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        assert content[12:16] == b"VP8X"
        return content[:24] + sides + content[30:]
    at = content.index(b"ispe") + 8
    return content[:at] + width.to_bytes(4, "big") + height.to_bytes(4, "big") + content[at + 8 :]


@pytest.mark.parametrize("kind", ["WEBP", "HEIF", "AVIF"])
def test_what_claims_to_be_large_waits_for_its_turn_or_is_refused(kind: str) -> None:
    assert not is_large_picture(picture(kind))
    assert is_large_picture(claiming(kind, 5_000, 4_000))
    assert is_large_picture(picture(kind)[:14]), "of an unknown size"
    with pytest.raises(Harmful, match="quá lớn"):
        pictures.other_picture(claiming(kind, 8_300, 6_200), kind)


def test_a_webp_that_would_take_all_memory_is_refused_by_its_header() -> None:
    """It has 40 bytes, and was seen to take 772 MB."""
    sides = (8_000 - 1) | (6_200 - 1) << 14
    content = b"RIFF\x20\0\0\0WEBPVP8L\x14\0\0\0\x2f" + sides.to_bytes(4, "little") + bytes(15)
    assert is_large_picture(content)
    with pytest.raises(Harmful, match="quá lớn"):
        pictures.other_picture(content, "WEBP")


@pytest.mark.slow
def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    out = BytesIO()
    Image.new("L", (10_000, 10_000)).save(out, "PNG")
    with pytest.raises(Harmful, match="quá lớn"):
        pictures.common_picture(out.getvalue(), "PNG")
    webp = BytesIO()
    Image.new("RGB", (10_000, 6_000)).save(webp, "WEBP", quality=1, method=0)
    with pytest.raises(Harmful, match="quá lớn"):
        pictures.other_picture(webp.getvalue(), "WEBP")


def test_a_bundle_comes_back_as_it_went() -> None:
    bundle = Bundle({"seconds": 2.0}, b"kept", b"")
    assert Bundle.unpack(bundle.pack()) == bundle


@pytest.mark.process
async def test_the_worker_answers_as_the_intake_asks() -> None:
    async with Inspector(command=READER) as inspector:
        async with inspector.look_through(spooled(picture("HEIF")), "cit_1") as kept:
            assert (kept.media_type, kept.extension) == ("image/jpeg", ".jpg")
            assert re.match(rb"\xff\xd8\xff", Bundle.unpack(kept.content).kept)
        async with inspector.look_through(spooled(video()), "cit_1") as kept:
            assert (kept.media_type, kept.extension) == ("video/mp4", ".mp4")
        for content, refusal in ((b"MZ not a picture", NotAccepted), (b"\xff\xd8\xff nothing", Harmful)):
            with pytest.raises(refusal):
                async with inspector.look_through(spooled(content), "cit_1"):
                    pass
