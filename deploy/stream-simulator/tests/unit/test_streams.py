"""What the stations send can be played, and stops when told to."""

import io

import av
import httpx
import m3u8
import pytest

from stream_simulator.app import build_app
from stream_simulator.generator import CHANNELS, SEGMENT_SECONDS, SEGMENTS, Channel, segments
from stream_simulator.playlist import SHOWN, playlist


@pytest.mark.slow
@pytest.mark.parametrize("channel", [CHANNELS[0], CHANNELS[2]], ids=lambda channel: channel.key)
def test_segments_can_be_decoded(channel: Channel) -> None:
    made = segments(channel)
    assert len(made) == SEGMENTS
    for segment in made[:2]:
        with av.open(io.BytesIO(segment), "r") as container:
            kinds = {stream.type for stream in container.streams}
            assert kinds == ({"audio", "video"} if channel.pictures else {"audio"})
            assert len(list(container.decode(audio=0))) > 50
    assert sum(map(len, made)) < 1_500_000


def test_the_playlist_moves_on_for_ever() -> None:
    numbers = []
    for second in range(0, 60, SEGMENT_SECONDS):
        parsed = m3u8.loads(playlist("qngtv1", 1_795_744_800 + second))
        assert not parsed.is_endlist
        assert len(parsed.segments) == SHOWN
        numbers.append(parsed.media_sequence)
        for number, segment in enumerate(parsed.segments, parsed.media_sequence):
            assert segment.uri == f"qngtv1/{number}.ts"
            assert segment.discontinuity == (number % SEGMENTS == 0 and number != parsed.media_sequence)
    assert numbers == list(range(numbers[0], numbers[0] + 30))


async def test_a_station_goes_off_the_air_and_comes_back() -> None:
    app = build_app({"qngtv1": [b"one", b"two"]}, lambda: 100.0)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://streams") as http:
        parsed = await http.get("/qngtv1.m3u8")
        assert parsed.headers["content-type"].startswith("application/vnd.apple.mpegurl")
        assert parsed.headers["access-control-allow-origin"] == "*"
        newest = m3u8.loads(parsed.text).segments[-1].uri
        assert (await http.get(f"/{newest}")).content == b"one"
        assert (await http.put("/control/channels/qngtv1", json={"up": False})).json()["up"] is False
        assert (await http.get("/qngtv1.m3u8")).status_code == 404
        assert (await http.get(f"/{newest}")).status_code == 404
        await http.put("/control/channels/qngtv1", json={"up": True})
        assert (await http.get("/qngtv1.m3u8")).status_code == 200
        assert (await http.get("/vtv1.m3u8")).status_code == 404
        assert (await http.put("/control/channels/qngtv1", json=[])).status_code == 400


async def test_the_root_shows_every_channel_and_whether_it_is_on_the_air() -> None:
    app = build_app({"qngtv1": [b"one"], "qngtv2": [b"two"]}, lambda: 100.0)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://streams") as http:
        await http.put("/control/channels/qngtv2", json={"up": False})
        page = await http.get("/")
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert '<a href="/qngtv1.m3u8">qngtv1</a>: đang phát' in page.text
        assert '<a href="/qngtv2.m3u8">qngtv2</a>: đã ngừng phát' in page.text
