"""The document of a service has a word for everything, and none that FastAPI would say in English."""

from typing import Annotated, Any

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from shared.openapi import Dictionary, describe, members

WORDS = Dictionary(
    members={"name": "Tên", "Ward.name": "Tên phường", "hours": "Giờ làm việc", "wards": "Các phường"},
    parameters={"q": "Từ khóa"},
)


class Ward(BaseModel):
    name: str
    hours: list[tuple[str, str]] | None
    hours_label: str


class Province(BaseModel):
    name: str
    wards: list[Ward]
    code: int = Field(description="Mã tỉnh")


app = FastAPI()


@app.get("/provinces", response_model=Province)
async def provinces(q: Annotated[str, Query(max_length=20)]) -> Any: ...


@app.get("/provinces.csv", response_class=Response)
async def table() -> Any: ...


@app.get("/paper", response_class=Response)
async def paper() -> Any: ...


def documented() -> dict[str, Any]:
    document = app.openapi()
    describe(document, WORDS)
    return document


def test_a_name_has_its_word_wherever_it_stands_and_a_model_may_have_its_own() -> None:
    said = {(model, name): schema["description"] for model, name, schema in members(documented())}
    assert said == {
        ("Province", "name"): "Tên",
        ("Ward", "name"): "Tên phường",
        ("Ward", "hours"): "Giờ làm việc",
        ("Ward", "hours_label"): "Nhãn của hours, để hiển thị",
        ("Province", "wards"): "Các phường",
        ("Province", "code"): "Mã tỉnh",
    }
    assert documented()["paths"]["/provinces"]["get"]["parameters"][0]["description"] == "Từ khóa"


def test_titles_made_of_names_and_fastapis_own_error_are_not_there() -> None:
    document = documented()
    assert not any("title" in schema for *_, schema in members(document))
    assert set(document["components"]["schemas"]) == {"Province", "Ward"}
    assert "422" not in document["paths"]["/provinces"]["get"]["responses"]


def test_a_file_is_told_by_the_end_of_its_address() -> None:
    paths = documented()["paths"]
    answers = {path: paths[path]["get"]["responses"]["200"] for path in ("/provinces.csv", "/paper")}
    assert [*answers["/provinces.csv"]["content"]] == ["text/csv"]
    assert [*answers["/paper"]["content"]] == ["application/octet-stream"]
    assert {answer["description"] for answer in answers.values()} == {"Thành công"}


def test_pairs_say_what_their_items_are() -> None:
    hours = documented()["components"]["schemas"]["Ward"]["properties"]["hours"]["anyOf"][0]
    assert hours["items"]["items"] == {"type": "string"}
