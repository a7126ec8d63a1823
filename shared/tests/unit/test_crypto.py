import pytest

from shared.crypto import FieldCipher, UndecipherableField, generate_key


def test_what_is_encrypted_comes_back_and_never_looks_the_same() -> None:
    cipher = FieldCipher.parse(generate_key())
    sealed = cipher.encrypt("Trần Thị Mẫu", "name")
    assert cipher.decrypt(sealed, "name") == "Trần Thị Mẫu"
    assert sealed != cipher.encrypt("Trần Thị Mẫu", "name")
    assert "Trần" not in sealed


def test_a_field_opens_only_where_it_belongs_and_unaltered() -> None:
    cipher = FieldCipher.parse(generate_key())
    sealed = cipher.encrypt("0912345678", "citizen-phone")
    for text, context in [
        (sealed, "citizen-name"),
        (sealed[:-4] + "AAA=", "citizen-phone"),
        ("k9:AAAA", "x"),
        ("", "x"),
    ]:
        with pytest.raises(UndecipherableField):
            cipher.decrypt(text, context)


def test_keys_rotate_without_rewriting_and_the_blind_index_stays() -> None:
    old = generate_key("k1")
    before = FieldCipher.parse(old)
    after = FieldCipher.parse(f"{generate_key('k2')},{old}")
    assert after.decrypt(before.encrypt("x", "c"), "c") == "x"
    assert after.encrypt("x", "c").startswith("k2:")
    assert after.blind_index("84912345678", "phone") == before.blind_index("84912345678", "phone")
    assert after.blind_index("84912345678", "phone") != after.blind_index("84912345678", "personal-number")


@pytest.mark.parametrize("text", ["", "k1", "k1:AAAA", ":" + "A" * 44, "k1:not base64"])
def test_a_wrong_key_setting_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"field keys|base64|Incorrect padding|Only base64"):
        FieldCipher.parse(text)
