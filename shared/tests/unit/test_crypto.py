import pytest

from shared.crypto import FieldCipher, UndecipherableField, generate_key, parse_keys, retire


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


def test_an_old_key_can_be_retired_and_what_was_indexed_is_still_found() -> None:
    old = generate_key("k1")
    ring = f"{generate_key('k3')},{generate_key('k2')},{old}"
    before, without = FieldCipher.parse(ring), retire(ring, "k1")
    assert list(parse_keys(without)) == ["k3", "k2", "index"]
    after = FieldCipher.parse(without)
    assert after.blind_index("84912345678", "phone") == before.blind_index("84912345678", "phone")
    assert after.decrypt(before.encrypt("x", "c"), "c") == "x"
    with pytest.raises(UndecipherableField):
        after.decrypt(FieldCipher.parse(old).encrypt("x", "c"), "c")
    with pytest.raises(UndecipherableField):  # nothing is sealed with it
        after.decrypt("index:" + before.encrypt("x", "c").partition(":")[2], "c")
    twice = FieldCipher.parse(retire(without, "k2"))
    assert twice.blind_index("84912345678", "phone") == before.blind_index("84912345678", "phone")


def test_a_key_between_others_goes_without_a_trace() -> None:
    ring = f"{generate_key('k3')},{generate_key('k2')},{generate_key('k1')}"
    assert list(parse_keys(retire(ring, "k2"))) == ["k3", "k1"]


@pytest.mark.parametrize("key_id", ["k2", "k9", "index"])
def test_the_current_key_and_an_unknown_one_are_not_retired(key_id: str) -> None:
    ring = retire(f"{generate_key('k2')},{generate_key('k1')}", "k1")
    with pytest.raises(ValueError, match="not an older key"):
        retire(ring, key_id)


def test_a_ring_of_nothing_but_the_index_is_refused() -> None:
    index = retire(f"{generate_key('k2')},{generate_key('k1')}", "k1").split(",")[1]
    for ring in (index, f"{index},{generate_key('k2')}"):
        with pytest.raises(ValueError, match="no key that seals"):
            FieldCipher.parse(ring)
