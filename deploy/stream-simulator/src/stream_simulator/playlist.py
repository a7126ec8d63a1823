"""What a live playlist says at a moment: the newest segments of a loop that never ends."""

from stream_simulator.generator import SEGMENT_SECONDS, SEGMENTS

SHOWN = 5


def playlist(channel: str, now: float) -> str:
    """``now``: seconds since 1970. Where the loop begins again, the player is told so (``DISCONTINUITY``)."""
    newest = int(now // SEGMENT_SECONDS)
    first = newest - SHOWN + 1
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        f"#EXT-X-TARGETDURATION:{SEGMENT_SECONDS + 1}",
        f"#EXT-X-MEDIA-SEQUENCE:{first}",
        # As many loops as have left the list.
        f"#EXT-X-DISCONTINUITY-SEQUENCE:{(first - 1) // SEGMENTS}",
    ]
    for number in range(first, newest + 1):
        if number % SEGMENTS == 0 and number != first:
            lines.append("#EXT-X-DISCONTINUITY")
        lines += [f"#EXTINF:{SEGMENT_SECONDS:.3f},", f"{channel}/{number}.ts"]
    return "\n".join(lines) + "\n"
