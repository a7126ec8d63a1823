from local_stack.first_dossier import boxed


def test_every_line_of_a_message_is_in_its_box() -> None:
    assert boxed("Quảng Ngãi Smart", "Kính gửi Ông/Bà\n\nHồ sơ đã được tiếp nhận.\n").splitlines() == [
        "    ┌ Quảng Ngãi Smart",
        "    │ Kính gửi Ông/Bà",
        "    │",
        "    │ Hồ sơ đã được tiếp nhận.",
        "    └",
    ]
