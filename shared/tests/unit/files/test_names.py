"""Names of files: as clients send them, and as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files.disposition import Disposition, UnknownCharset, read_disposition
from shared.files.download import disposition
from shared.files.names import MAX_NAME, safe_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('form-data; name="file"; filename="a.pdf"', "a.pdf"),
        ('form-data; name="file"; filename="Giấy khai sinh.pdf"', "Giấy khai sinh.pdf"),
        ("form-data; name=file; filename=a.pdf", "a.pdf"),
        ("form-data; name=file; filename=giay khai sinh.pdf", "giay khai sinh.pdf"),
        ("form-data; name=file; filename=a.pdf; filename*=utf-8''Gi%E1%BA%A5y.pdf", "Giấy.pdf"),
        ("form-data; name=file; filename*=utf-8''Gi%E1%BA%A5y.pdf; filename=a.pdf", "Giấy.pdf"),
        ("form-data; name=file; filename*=UTF-8'vi'Gi%E1%BA%A5y.pdf", "Giấy.pdf"),
        ("form-data; name=file; filename*=iso-8859-1''caf%E9.pdf", "café.pdf"),
        ("form-data; name=file; filename*=plain.pdf", "plain.pdf"),
        ('form-data; name=file; filename="=?utf-8?B?R2nhuqV5LnBkZg==?="', "Giấy.pdf"),
        ('form-data; name="file"; filename="=?utf-8?Q?Gi=E1=BA=A5y.pdf?="', "Giấy.pdf"),
        ('form-data; name="file"; filename="=?utf-8?B?Y?="', "=?utf-8?B?Y?="),
        ('form-data; name="file"; filename="C:\\Users\\An\\giấy.pdf"', "C:\\Users\\An\\giấy.pdf"),
        ('form-data; name="file"; filename="a \\"b\\".pdf"', 'a "b".pdf'),
        ('form-data; name="file"; filename="a %22b%22.pdf"', 'a "b".pdf'),
        ('form-data; name="file"; filename="a;b.pdf"', "a;b.pdf"),
        ('form-data;name="file";filename="a.pdf"', "a.pdf"),
        ('Form-Data; Name="file"; FileName="a.pdf"', "a.pdf"),
        ('form-data; filename="a.pdf"; name="file"', "a.pdf"),
        ('form-data; name="file"; filename=""', ""),
        ('form-data; name="file"', None),
    ],
)
def test_names_of_all_clients_are_read(header: str, name: str | None) -> None:
    assert read_disposition(header.encode()) == Disposition("file", name)


def test_a_name_that_is_no_utf_8_is_read_all_the_same() -> None:
    assert read_disposition(b'form-data; name="file"; filename="caf\xe9.pdf"').file_name == "café.pdf"
    written = 'form-data; name="file"; filename="Đơn.pdf"'.encode("cp1258")
    assert read_disposition(written, "windows-1258").file_name == "Đơn.pdf"


@pytest.mark.parametrize("charset", ["utf-99", "zlib", "rot13", "base64", "idna", "unicode_escape", "utf-7", "\0"])
def test_a_charset_that_is_none_is_told(charset: str) -> None:
    with pytest.raises(UnknownCharset):
        read_disposition(b'form-data; name="file"; filename="a.pdf"', charset)
    if charset.isprintable():
        with pytest.raises(UnknownCharset):
            read_disposition(f"form-data; name=file; filename*={charset}''a.pdf".encode())


@given(st.binary(max_size=300))
def test_any_header_is_read_or_refused(header: bytes) -> None:
    for begins in (b"", b"form-data; name=file; filename="):
        try:
            read_disposition(begins + header)
        except UnknownCharset:
            pass


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("giấy\u202egpj.exe", "giấygpj.pdf"),
        ("\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061cđơn.pdf", "đơn.pdf"),
        ("a\u200bb\ufeffc\u00add.pdf", "abcd.pdf"),
        ("a\u2028b\u2029c\x85d\x07.pdf", "abcd.pdf"),
        ("=?utf-8?B?8J+RjQ==?=.pdf", "=utf-8B8J+RjQ===.pdf"),
        ("ảnh 👍.jpg", "ảnh 👍.pdf"),
    ],
)
def test_what_turns_or_hides_text_leaves_a_name(given_name: str, kept: str) -> None:
    assert safe_name(given_name, ".pdf") == kept


@given(st.text())
def test_a_name_is_safe_and_safe_again(name: str) -> None:
    kept = safe_name(name, ".pdf")
    assert kept.endswith(".pdf") and 4 < len(kept) <= MAX_NAME + 4
    assert safe_name(kept, ".pdf") == kept
    assert not any(mark in kept for mark in '/\\"<>|:*?\r\n\u202e\u2066')


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.pdf", "attachment; filename*=UTF-8''a.pdf; filename=a.pdf"),
        ("Đơn số 1.pdf", "attachment; filename*=UTF-8''%C4%90%C6%A1n%20s%E1%BB%91%201.pdf; filename=don-so-1.pdf"),
        ("👍'.pdf", "attachment; filename*=UTF-8''%F0%9F%91%8D%27.pdf; filename=-.pdf"),
    ],
)
def test_a_download_has_a_name_for_old_clients_too(name: str, header: str) -> None:
    assert disposition(name) == header
