import pytest

from zalo_simulator.templates import TemplateRefused, load_templates


def test_a_type_s_own_limit_stands_when_none_is_given(template_folder):
    params = load_templates(template_folder)["700123"].params
    assert params["customer_name"].max_length == 30
    assert params["ma_ho_so"].max_length == 20


@pytest.mark.parametrize(
    ("find", "put", "reason"),
    [
        ("type: code", "type: nonsense", "unknown type"),
        ("max_length: 20", "max_length: 31", "1 to 30 characters"),
        ("max_length: 20", "max_length: 0", "1 to 30 characters"),
        ("Kính gửi", "{ai_do}", "not declared: ai_do"),
        ("milestone: accepted", "other: x", "milestone is missing"),
        ('"700123"', "abc", "not numeric"),
        ("ma_ho_so: {", "mã: {", "letters, digits and underscore"),
        ("params:", "params: [1]\nother:", "not a template"),
        ("milestone", "{", "accepted.yaml"),
    ],
)
def test_what_zalo_would_not_approve_is_refused_by_name(template_folder, find, put, reason):
    path = template_folder / "accepted.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(find, put), encoding="utf-8")
    with pytest.raises(TemplateRefused, match=r"accepted\.yaml") as refusal:
        load_templates(template_folder)
    assert reason in str(refusal.value)


def test_two_files_may_not_share_an_id(template_folder):
    text = (template_folder / "accepted.yaml").read_text(encoding="utf-8")
    (template_folder / "again.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(TemplateRefused, match="used twice"):
        load_templates(template_folder)
