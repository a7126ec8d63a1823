"""What an editor sees of two texts."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from svc_content.domain.article import Content
from svc_content.domain.difference import Change, Piece, difference

BEFORE = Content("y-te", "Tiêm chủng", "", "<p>a</p>", "Sáng thứ Hai tiêm tại trạm.\nMang theo sổ.", "Ban biên tập")


def test_a_changed_word_is_shown_between_what_stays() -> None:
    after = replace(BEFORE, plain_text="Sáng thứ Ba tiêm tại trạm.\nMang theo sổ.")
    assert difference(BEFORE, after).text == (
        Piece(Change.SAME, "Sáng thứ "),
        Piece(Change.REMOVED, "Hai"),
        Piece(Change.ADDED, "Ba"),
        Piece(Change.SAME, " tiêm tại trạm.\nMang theo sổ."),
    )


def test_members_beside_the_text_are_named() -> None:
    assert difference(BEFORE, replace(BEFORE, title="Tiêm", warning=True)).members == ("title", "warning")
    assert difference(BEFORE, replace(BEFORE, html="<p><b>a</b></p>")).members == ("html",)


TEXT = st.text(st.sampled_from("ab \nđ"), max_size=60)


@given(TEXT, TEXT)
def test_the_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = difference(replace(BEFORE, plain_text=before), replace(BEFORE, plain_text=after)).text
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == after
