"""VietQR: the texts that NAPAS and others have published, and every code that we make."""

from io import BytesIO

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from svc_payment.domain.transfer_token import token_of, tokens_in
from svc_payment.domain.vietqr import TO_CARD, NotVietQR, VietQR, checksum, decode, encode

PUBLISHED = {
    "00020101021138600010A00000072701300006970403011697040311012345670208QRIBFTTC53037045802VN63044F52": VietQR(
        "970403", "9704031101234567", service=TO_CARD
    ),
    "00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN6234"
    "0107NPS68690819thanh toan don hang63042E2E": VietQR(
        "970403", "0011012345678", 180000, "NPS6869", "thanh toan don hang"
    ),
    "00020101021238600010A00000072701300006970403011697040311012345670208QRIBFTTC530370454061800005802VN6234"
    "0107NPS68690819thanh toan don hang6304A203": VietQR(
        "970403", "9704031101234567", 180000, "NPS6869", "thanh toan don hang", TO_CARD
    ),
    "00020101021238530010A0000007270123000697041601092245284790208QRIBFTTA53037045405100005802VN6234"
    "0107NPS68690819TRANSFER TO SOMEONE6304AC13": VietQR(
        "970416", "224528479", 10000, "NPS6869", "TRANSFER TO SOMEONE"
    ),
}


@pytest.mark.parametrize("text", PUBLISHED)
def test_published_codes_are_read_and_made_again(text: str) -> None:
    assert decode(text) == PUBLISHED[text]
    assert encode(PUBLISHED[text]) == text


def test_the_published_code_whose_lengths_are_wrong_has_a_right_checksum_and_is_refused() -> None:
    text = "00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5"
    assert checksum(text[:-4]) == text[-4:]
    with pytest.raises(NotVietQR):
        decode(text)


def test_the_check_value_of_the_checksum() -> None:
    assert checksum("123456789") == "29B1"


codes = st.builds(
    VietQR,
    bank=st.from_regex(r"\A97[0-9]{4}\Z"),
    account=st.from_regex(r"\A[0-9]{6,19}\Z"),
    amount=st.none() | st.integers(1, 10**12),
    bill=st.sampled_from(["", "HP2609"]),
    purpose=st.sampled_from(["", "QNS01234567890", "HOC PHI"]),
)


@given(codes)
def test_what_is_written_is_read_back(code: VietQR) -> None:
    assert decode(encode(code)) == code


@given(codes, st.integers(0, 200), st.sampled_from("0123456789ABC"))
def test_a_changed_character_is_noticed(code: VietQR, place: int, letter: str) -> None:
    text = encode(code)
    changed = text[: place % len(text)] + letter + text[place % len(text) + 1 :]
    if changed != text:
        with pytest.raises(NotVietQR):
            decode(changed)


def test_an_independent_decoder_reads_the_picture() -> None:
    text = encode(VietQR("970436", "1234567890123", 1250000, purpose=token_of("pay_1")))
    out = BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=6, border=4)
    [found] = zxingcpp.read_barcodes(Image.open(out))
    assert found.text == text


@pytest.mark.parametrize(
    "wrong",
    [VietQR("97043", "1"), VietQR("970436", "1 2"), VietQR("970436", "1", 0), VietQR("970436", "1", purpose="Học phí")],
)
def test_what_no_bank_could_read_is_refused(wrong: VietQR) -> None:
    with pytest.raises(NotVietQR):
        encode(wrong)


@given(
    st.text(alphabet="0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=5, max_size=30),
    st.integers(1, 12),
    st.text(max_size=12),
)
def test_a_token_is_found_whatever_the_bank_does_to_it(payment_id: str, cut: int, around: str) -> None:
    token = token_of(payment_id)
    passed_on = f"{around} {token[:cut].lower()} {token[cut:]}.{around} CT tu 123"
    assert token in tokens_in(passed_on)


def test_a_wrong_digit_of_a_token_is_noticed() -> None:
    token = token_of("pay_1")
    for place in range(3, len(token)):
        other = "7" if token[place] != "7" else "9"
        assert token[:place] + other + token[place + 1 :] not in tokens_in(token[:place] + other + token[place + 1 :])
