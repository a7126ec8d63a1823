"""The page at the root: every channel, whether it is on the air, and the address of its playlist."""

from collections.abc import Iterable, Set
from html import escape

_PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Đài mô phỏng</title>
<link rel="icon" href="data:,">
</head>
<body>
<h1>Đài mô phỏng</h1>
<p>Mỗi kênh là một luồng HLS phát mãi; mở bằng trình phát có hỗ trợ HLS, chẳng hạn VLC.</p>
<ul>
{channels}
</ul>
<p>Ngừng hoặc phát lại một kênh: <code>PUT /control/channels/&lt;kênh&gt;</code> với <code>{{"up": false}}</code>
hoặc <code>{{"up": true}}</code>.</p>
</body>
</html>
"""


def page(channels: Iterable[str], off_the_air: Set[str]) -> str:
    return _PAGE.format(channels="\n".join(_line(escape(channel), channel in off_the_air) for channel in channels))


def _line(channel: str, is_off: bool) -> str:
    state = "đã ngừng phát" if is_off else "đang phát"
    return f'<li><a href="/{channel}.m3u8">{channel}</a>: {state}</li>'
