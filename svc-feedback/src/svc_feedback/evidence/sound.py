"""The sound of a video, encoded anew: what was written beside it into its packets stays behind.

AAC has elements for data of anybody (data stream and fill elements, in which encoders leave their names), MP3 has
ancillary bits, Opus has padding. A minute in stereo takes two seconds of computing.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import OutputContainer

from svc_feedback.evidence.trimming import AnyPacket

RATE = 48_000
FORMATS = {"aac": "fltp", "libopus": "flt"}
"""What each encoder takes."""
BITS_A_SECOND = 96_000


class Sound:
    """Carries sound from ``source`` into a stream of ``target``, for a film that begins at the second ``start`` of the
    source.
    """

    def __init__(self, source: AudioStream, target: OutputContainer, encoder: str, start: Fraction) -> None:
        self._source, self._start = source, start
        layout = "mono" if source.layout.nb_channels == 1 else "stereo"
        stream: Any = target.add_stream(encoder, rate=RATE, options={"flags": "+bitexact"})  # nor does it sign
        stream.layout, stream.bit_rate = layout, BITS_A_SECOND
        self._stream = stream
        self._resampler = AudioResampler(FORMATS[encoder], layout, RATE)

    def encoded(self, packet: AnyPacket) -> Iterator[AnyPacket]:
        """What is ready by now; a packet that cannot be read is silence."""
        try:
            frames: list[AudioFrame] = self._source.decode(packet)
        except av.InvalidDataError:
            return
        for frame in frames:
            yield from self._taken(frame)

    def rest(self) -> Iterator[AnyPacket]:
        """What decoder, resampler and encoder still hold: nothing is encoded afterwards."""
        for frame in self._source.decode(None):
            yield from self._taken(frame)
        yield from self._taken(None)
        yield from self._stream.encode(None)

    def _taken(self, frame: AudioFrame | None) -> Iterator[AnyPacket]:
        if frame is not None and frame.pts is not None and frame.time_base is not None:
            frame.pts -= round(self._start / frame.time_base)
        for each in self._resampler.resample(frame):
            yield from self._stream.encode(each)
