"""What of a film its viewer saw, and nothing else of it.

Who trims a film on a telephone hides a part, which stays in the file behind an edit list. FFmpeg marks what is hidden
within the list, or gives it a time before 0. A picture is built on those before it, so what is kept begins again at the
next picture that stands for itself: on telephones within a second.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from av.packet import Packet
from av.stream import Stream

AnyPacket: TypeAlias = "Packet[Stream]"


@dataclass(frozen=True)
class Trimmed:
    """``packets`` begin at ``start`` and last for ``seconds``; ``lost`` was seen, and goes with what was hidden."""

    packets: Sequence[AnyPacket]
    start: Fraction
    seconds: float
    lost: Fraction


def trimmed(packets: Sequence[AnyPacket], video: int) -> Trimmed:
    """``video`` is the index of the stream of pictures. Where none of them can be kept, nothing is."""
    pictures = [packet for packet in packets if packet.stream_index == video]
    kept = list(_whole(pictures))
    start = min(map(_start_of, kept), default=None)
    if start is None:
        return Trimmed([], Fraction(), 0, _length(filter(_was_seen, pictures)))
    sound = [packet for packet in packets if packet.stream_index != video and _was_seen(packet, start)]
    lost = _length(filter(_was_seen, pictures)) - _length(kept)
    wanted = {*kept, *sound}
    seconds = float(max(map(_end_of, wanted)) - start)
    return Trimmed([packet for packet in packets if packet in wanted], start, seconds, lost)


def _whole(pictures: Iterable[AnyPacket]) -> Iterator[AnyPacket]:
    """Those that were seen, and need nothing that was hidden; all are in the order in which they are decoded."""
    begun, start = False, Fraction()
    for packet in pictures:
        if packet.is_keyframe and not begun:
            begun, start = True, _start_of(packet)
        begun = begun and _was_seen(packet)
        if begun and _start_of(packet) >= start:
            yield packet


def _length(packets: Iterable[AnyPacket]) -> Fraction:
    return sum(((packet.duration or 0) * packet.time_base for packet in packets), Fraction())


def _was_seen(packet: AnyPacket, start: Fraction = Fraction()) -> bool:
    return not packet.is_discard and _start_of(packet) >= start


def _start_of(packet: AnyPacket) -> Fraction:
    """When it is shown or heard, in seconds."""
    moment = packet.dts if packet.pts is None else packet.pts
    return (moment or 0) * packet.time_base


def _end_of(packet: AnyPacket) -> Fraction:
    return _start_of(packet) + (packet.duration or 0) * packet.time_base
