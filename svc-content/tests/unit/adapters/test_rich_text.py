"""What is let through of an editor's text, and what is not: a corpus of ways in which scripts hide."""

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svc_content.rich_text.plain import plain_text, text_with_addresses
from svc_content.rich_text.removals import LONGEST_DETAIL, MOST_REMOVALS, Removal, Removed, removals
from svc_content.rich_text.sanitiser import TAGS, sanitised, sanitised_foreign

OWN = "/v1/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV"

# Kinds after the OWASP list of filter evasions; written anew for this file.
ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src='/v1/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV' onload=alert(1)>",
    "<img src=javascript:alert(1)>",
    "<img src='https://evil.example/who-reads.png'>",
    "<img src='//evil.example/x.png'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt&#58;alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe src='https://evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://evil.example'><input name=password><button>Gửi</button></form>",
    "<style>body{background:url(javascript:alert(1))}</style>",
    "<p style='position:fixed;top:0;left:0;width:100%;height:100%'>x</p>",
    "<p class='overlay' id='login'>x</p>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<video src=x onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>x</body>",
    "<<script>alert(1)//<</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><script>alert(1)</script></template>",
    "<p><![CDATA[<script>alert(1)</script>]]></p>",
    "<a href='https://ok.example' target=_blank onclick=alert(1)>x</a>",
    "<table background='javascript:alert(1)'><tr><td>x</td></tr></table>",
    "<input autofocus onfocus=alert(1)>",
    "<p>\u202egnp.exe</p><script\x00>alert(1)</script>",
]
_RUNS = re.compile(
    r"<\s*/?(?:script|style|iframe|object|embed|svg|math|form|input|base|meta|link|template)\b|\bon\w+\s*=|javascript:|vbscript:|data:|evil\.example/(?:x|who)|style=|class=|srcdoc",
    re.IGNORECASE,
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_could_run_is_left(attack: str) -> None:
    clean = sanitised(f"<p>Trước</p>{attack}<p>Sau</p>")
    assert "Trước" in clean
    tags = re.findall(r"<[^>]*>", clean)
    assert not [tag for tag in tags if _RUNS.search(tag)], clean
    assert {tag.strip("</ >").split()[0] for tag in tags} <= TAGS
    assert sanitised(clean) == clean


@given(st.text(st.sampled_from("<>/=\"' aimgsrcphtonxjv:&#;-!"), max_size=120))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = sanitised(text)
    assert sanitised(once) == once


def test_what_an_article_needs_stays() -> None:
    html = (
        '<h2>Lịch tiêm</h2><p><strong>Thứ Hai</strong>: xem <a href="https://syt.quangngai.gov.vn" '
        'rel="noopener noreferrer nofollow">thông báo</a>.</p><ul><li>Trẻ em</li></ul>'
        '<table><tbody><tr><th scope="row">Trạm</th><td>7 giờ</td></tr></tbody></table>'
        '<img src="/v1/media/fil_01ARZ3NDEKTSV4RRFFQ69G5FAV" alt="Trạm y tế">'
    )
    assert sanitised(html) == html


def test_the_plain_text_reads_as_it_is_spoken() -> None:
    html = (
        "<h2>Lịch tiêm</h2><p>Mang theo:</p><ul><li>Sổ &amp; thẻ</li><li>CCCD</li></ul>"
        '<p>Hẹn<br>gặp</p><img alt="Trạm">'
    )
    assert plain_text(html) == "Lịch tiêm\nMang theo:\n- Sổ & thẻ\n- CCCD\nHẹn\ngặp\nHình: Trạm."


@given(st.text(max_size=200))
def test_any_text_has_a_plain_form(text: str) -> None:
    assert "<script" not in plain_text(sanitised(f"<p>{text}</p><script>{text}</script>"))


@pytest.mark.parametrize(
    "address",
    [
        OWN,
        f"..{OWN}",
        f"../..{OWN}",
        OWN[1:],
        f"https://smart.quangngai.gov.vn{OWN}",
        f"http://127.0.0.1:8080{OWN}?size=thumbnail",
        OWN.replace("/v1/", "/v1/staff/"),
    ],
)
def test_a_file_of_ours_is_known_however_its_address_is_spelt(address: str) -> None:
    html = f'<p><img src="{address}" alt="Cầu"><a href="{address}">Bản đồ</a></p>'
    shown = f'<p><img src="{OWN}" alt="Cầu"><a href="{OWN}" rel="noopener noreferrer nofollow">Bản đồ</a></p>'
    assert sanitised(html) == shown
    assert removals(html) == removals(shown) == []
    assert OWN not in sanitised_foreign(html), "another portal cannot name what is ours"


@pytest.mark.parametrize(
    "picture",
    [
        "<img>",
        "<img alt='Cầu > đường'>",
        "<img src='https://evil.example/x.png' alt='Cầu' width=4>",
        f"<img src='{OWN}/..'>",
        "<img src=''>",
    ],
)
def test_a_picture_without_its_file_goes_altogether(picture: str) -> None:
    assert sanitised(f"<p>Trước{picture}</p>") == "<p>Trước</p>"


def test_what_is_taken_out_is_said() -> None:
    html = (
        "<div><p class=x onclick=y>Tin</p><iframe src='https://video.example/1'><p>z</p></iframe><font>a</font>"
        "<a href='javascript:x' target=_blank>đây</a><img src='https://anh.example/1.png'><img src=''>"
        "<script>1</script>"
    )
    assert removals(html + html) == [
        Removal(Removed.TAG, "<div>"),
        Removal(Removed.ATTRIBUTE, "<p> class"),
        Removal(Removed.ATTRIBUTE, "<p> onclick"),
        Removal(Removed.EMBEDDED, "<iframe> https://video.example/1"),
        Removal(Removed.TAG, "<font>"),
        Removal(Removed.LINK, "<a> javascript:x"),
        Removal(Removed.ATTRIBUTE, "<a> target"),
        Removal(Removed.PICTURE, "<img> https://anh.example/1.png"),
        Removal(Removed.PICTURE, "<img>"),
        Removal(Removed.EMBEDDED, "<script>"),
    ]
    assert removals(sanitised(html)) == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("ms-word:ofe|u|https://a.example/1.docx", "ms-word:ofe|u|https://a.example/1.docx"),
        ("view-source:https://a.example", "view-source:https://a.example"),
        ("web+x:1", "web+x:1"),
        ("h323:a", "h323:a"),
        ("java&#10;script:alert(1)", "java script:alert(1)"),
        ("javascript&#10;:alert(1)", "javascript :alert(1)"),
        ("https://[x", "https://[x"),
    ],
)
def test_a_link_that_no_longer_leads_anywhere_is_said(address: str, shown: str) -> None:
    html = f"<p><a href='https://a.example/?a=1&copy=2'>Một</a> <a href='{address}'>Hai</a></p>"
    assert sanitised(html).count("href=") == 1
    assert removals(html) == [Removal(Removed.LINK, f"<a> {shown}")]


@given(st.text(max_size=40))
def test_a_link_is_said_to_be_gone_where_it_is(address: str) -> None:
    html = f"<a href='{escape(address)}'>Xem</a>"
    assert bool(removals(html)) == ("href=" not in sanitised(html))


@pytest.mark.parametrize("tag", ["title", "textarea", "xmp", "noembed", "noframes"])
def test_what_only_spells_an_element_is_kept_as_text(tag: str) -> None:
    html = f"<{tag}>Trước <iframe> <font></{tag}>Sau"
    assert sanitised(html) == "Trước &lt;iframe&gt; &lt;font&gt;Sau"
    assert removals(html) == [Removal(Removed.TAG, f"<{tag}>")]


@given(st.text(st.sampled_from("<>/=\"' aimgsrcphtonxjv:&#;-!"), max_size=120))
def test_nothing_is_taken_out_of_what_was_kept(text: str) -> None:
    assert removals(sanitised(text)) == []


def test_what_is_said_has_a_bound() -> None:
    said = removals("".join(f"<img src='https://anh.example/{number}{'x' * 900}'>" for number in range(99)))
    assert (len(said), len(said[0].detail)) == (MOST_REMOVALS, LONGEST_DETAIL)


@pytest.mark.parametrize("hidden", ["\u202e", "&#x202e;", "&#8294;", "\u200b"])
def test_characters_that_turn_or_hide_words_are_left_out(hidden: str) -> None:
    html = sanitised(f"<p>Tin{hidden} mới <a href='java{hidden}script:alert(1)'>x</a></p>")
    assert html.startswith("<p>Tin mới ")
    assert "javascript" not in html


def test_a_text_to_be_compared_shows_where_it_leads() -> None:
    html = f'<p>Xem <a href="https://a.example/1">đây</a> và <a>kia</a>.</p><img src="{OWN}" alt="Cầu">'
    assert text_with_addresses(html) == f"Xem đây (https://a.example/1) và kia.\nHình: Cầu. ({OWN})"
