"""A few seconds of television or radio: a bar that moves over the channel's name, and a tone of its own."""

import math
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from PIL import Image, ImageDraw, ImageFont

SEGMENT_SECONDS = 2
SEGMENTS = 6
WIDTH, HEIGHT = 320, 180
PICTURES_A_SECOND = 10
RATE = 44_100
_TONE_SAMPLES = 1024


@dataclass(frozen=True)
class Channel:
    key: str
    name: str
    colour: tuple[int, int, int]
    hertz: float
    """The pitch of its tone, so that one hears which one plays."""
    pictures: bool


CHANNELS = (
    Channel("qngtv1", "QNgTV1", (20, 90, 160), 440.0, pictures=True),
    Channel("qngtv2", "QNgTV2", (140, 40, 60), 550.0, pictures=True),
    Channel("phat-thanh-1", "Radio 1", (0, 0, 0), 330.0, pictures=False),
    Channel("phat-thanh-2", "Radio 2", (0, 0, 0), 392.0, pictures=False),
)


def segments(channel: Channel) -> list[bytes]:
    """MPEG transport streams of ``SEGMENT_SECONDS`` each, one going on where the other ends."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        options = {"hls_time": str(SEGMENT_SECONDS), "hls_list_size": "0", "hls_segment_type": "mpegts"}
        with av.open(str(folder / "list.m3u8"), "w", format="hls", options=options) as container:
            _write(container, channel)
        return [
            path.read_bytes() for path in sorted(folder.glob("*.ts"), key=lambda path: int(path.stem.lstrip("list")))
        ][:SEGMENTS]


def _write(container: av.container.OutputContainer, channel: Channel) -> None:
    sound = container.add_stream("aac", rate=RATE)
    sound.layout = "mono"
    picture = None
    if channel.pictures:
        options = {"preset": "ultrafast", "tune": "zerolatency"}
        picture = container.add_stream("libx264", rate=PICTURES_A_SECOND, options=options)
        picture.width, picture.height, picture.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        picture.gop_size = SEGMENT_SECONDS * PICTURES_A_SECOND
    tones = _tones(channel)
    played = 0.0
    for number in range(SEGMENTS * SEGMENT_SECONDS * PICTURES_A_SECOND):
        until = (number + 1) / PICTURES_A_SECOND
        if picture is not None:
            frame = av.VideoFrame.from_image(_picture(channel, number))  # type: ignore[no-untyped-call]
            frame.pts, frame.time_base = number, Fraction(1, PICTURES_A_SECOND)
            container.mux(picture.encode(frame))
        while played < until:
            container.mux(sound.encode(next(tones)))
            played += _TONE_SAMPLES / RATE
    for stream in (picture, sound):
        if stream is not None:
            container.mux(stream.encode())


def _tones(channel: Channel) -> Iterator[av.AudioFrame]:
    at = 0
    while True:
        wave = (0.1 * math.sin(2 * math.pi * channel.hertz * (at + number) / RATE) for number in range(_TONE_SAMPLES))
        frame = av.AudioFrame(format="fltp", layout="mono", samples=_TONE_SAMPLES)
        frame.planes[0].update(array("f", wave).tobytes())
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        at += _TONE_SAMPLES
        yield frame


def _picture(channel: Channel, number: int) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), channel.colour)
    draw = ImageDraw.Draw(picture)
    left = number * 8 % WIDTH
    draw.rectangle((left, HEIGHT - 24, left + 40, HEIGHT - 8), fill=(255, 255, 255))
    draw.text((24, 60), channel.name, fill=(255, 255, 255), font=ImageFont.load_default(48))
    return picture
