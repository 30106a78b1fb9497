from pathlib import Path

import pytest

from payconform.errors import FileUnreadable, NoSuchProvider
from payconform.spec.openapi import Document, document

TEA = """
openapi: 3.1.0
servers:
  - url: https://API.tea.example/v1
    x-environment: production
  - url: https://sandbox.tea.example
    x-environment: sandbox
  - url: https://nowhere.tea.example
paths:
  /cups/{cupId}/leaves/{leaf}:
    parameters: []
    post:
      operationId: steep
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Steeping'}
      responses:
        '200':
          content:
            application/json:
              schema:
                type: object
                required: [cup]
                properties:
                  cup: {$ref: '#/components/schemas/Cup'}
        '204': {description: nothing left}
        '404': {$ref: '#/components/responses/Gone'}
    get:
      operationId: look
      x-needs: [kettle, leaf]
      x-pays: true
      x-alternative: looking
      responses: {}
webhooks:
  steeped:
    post:
      operationId: notifySteeped
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Cup'}
components:
  schemas:
    Steeping: {$ref: '#/components/schemas/Steep'}
    Steep:
      type: object
      required: [minutes]
      properties:
        minutes: {type: integer, minimum: 1}
        cup: {$ref: '#/components/schemas/Cup'}
    Cup:
      type: object
      required: [id]
      properties:
        id: {type: string, format: uuid}
  responses:
    Gone:
      content:
        application/json:
          schema:
            type: object
            required: [error]
"""
ID = "123e4567-e89b-12d3-a456-426614174000"


@pytest.fixture
def tea(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Document:
    """
    The document of a provider that nobody else knows.
    """
    folder = tmp_path / "specs" / "tea"
    folder.mkdir(parents=True)
    (folder / "openapi.yaml").write_text(TEA, "utf-8")
    monkeypatch.setenv("PAYCONFORM_ROWS", str(tmp_path))
    return document("tea")


def test_operations_are_found_by_id_with_verb_and_path(tea: Document) -> None:
    assert set(tea.operations) == {"steep", "look"}
    assert tea.operations["steep"].method == "POST"
    assert tea.operations["look"].method == "GET"
    assert tea.operations["look"].path == "/cups/{cupId}/leaves/{leaf}"


def test_what_an_operation_needs_and_what_may_stand_in_for_it_is_known(tea: Document) -> None:
    look, steep = tea.operations["look"], tea.operations["steep"]
    assert (look.needs, look.alternative) == (("kettle", "leaf"), "looking")
    assert (steep.needs, steep.alternative) == ((), None)
    assert (look.pays, steep.pays) == (True, False)


def test_callbacks_stand_apart_from_operations(tea: Document) -> None:
    assert set(tea.callbacks) == {"notifySteeped"}
    assert tea.callbacks["notifySteeped"].validator.is_valid({"id": ID})
    assert not tea.callbacks["notifySteeped"].validator.is_valid({})


def test_servers_of_a_path_and_of_an_operation_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    servers = "servers: [{url: 'https://%s.tea.example.', x-environment: %s}]"
    text = (
        f"{servers % ('a', 'sandbox')}\npaths:\n  /tea:\n    {servers % ('B', 'production')}\n"
        f"    get:\n      operationId: drink\n      {servers % ('c', 'production')}\n"
    )
    (tmp_path / "specs/tea").mkdir(parents=True)
    (tmp_path / "specs/tea/openapi.yaml").write_text(text)
    monkeypatch.setenv("PAYCONFORM_ROWS", str(tmp_path))
    read = document("tea")
    assert read.production == {"b.tea.example", "c.tea.example"}
    assert read.sandboxes == {"a.tea.example"}


def test_only_servers_marked_as_production_are_production(tea: Document) -> None:
    assert tea.production == {"api.tea.example"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (ID, ID),
        ("a/b", "a%2Fb"),
        ("a b?c#d", "a%20b%3Fc%23d"),
        ("100%", "100%25"),
        ("{leaf}", "%7Bleaf%7D"),
        ("茶", "%E8%8C%B6"),
        ("", ""),
    ],
)
def test_a_value_in_a_path_stays_within_its_segment(
    tea: Document, value: str, written: str
) -> None:
    target = tea.operations["look"].target({"cupId": value, "leaf": "green"})
    assert target == f"/cups/{written}/leaves/green"


def test_a_request_body_is_judged_through_references(tea: Document) -> None:
    judge = tea.operations["steep"].validator
    assert judge.is_valid({"minutes": 3, "cup": {"id": ID}})
    assert not judge.is_valid({})
    assert not judge.is_valid({"minutes": 0})
    assert not judge.is_valid({"minutes": 3, "cup": {}})


def test_formats_are_judged(tea: Document) -> None:
    assert not tea.operations["steep"].validator.is_valid({"minutes": 3, "cup": {"id": "mine"}})


def test_the_members_of_a_request_body_are_listed(tea: Document) -> None:
    assert set(tea.operations["steep"].properties) == {"minutes", "cup"}


def test_an_operation_without_a_body_has_no_judge_and_no_members(tea: Document) -> None:
    assert tea.operations["look"].validator is None
    assert tea.operations["look"].properties == {}


def test_an_answer_is_judged_by_its_status(tea: Document) -> None:
    steep = tea.operations["steep"]
    assert steep.answer(200).is_valid({"cup": {"id": ID}})
    assert not steep.answer(200).is_valid({"cup": {}})
    assert steep.answer(404).is_valid({"error": "gone"})
    assert not steep.answer(404).is_valid({})


@pytest.mark.parametrize("status", [204, 500])
def test_an_answer_that_the_document_does_not_describe_has_no_judge(
    tea: Document, status: int
) -> None:
    assert tea.operations["steep"].answer(status) is None


def test_a_document_that_does_not_parse_is_told(tea: Document, tmp_path: Path) -> None:
    (tmp_path / "specs" / "tea" / "openapi.yaml").write_text("paths: [")
    with pytest.raises(FileUnreadable, match=r"openapi\.yaml, line \d+: does not parse"):
        document("tea")


def test_an_unknown_provider_is_told() -> None:
    with pytest.raises(NoSuchProvider, match="specs/coffee/openapi"):
        document("coffee")


def test_the_production_host_of_maib_is_known_as_such() -> None:
    maib = document("maib")
    assert maib.production
    assert not any("sandbox" in host for host in maib.production)
