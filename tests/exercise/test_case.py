"""
A case: changes of a valid call, in words and as JSON.
"""

import json

from payconform.exercise.case import Case, from_document
from payconform.exercise.mutation import Mutation
from payconform.model import Call

AMOUNT = Mutation("pay", "body", ("amount",), "anything", 5)
NAME = Mutation("pay", "body", ("who", "name"), "anything", absent=True)
PAGE = Mutation("pay", "query", ("page",), "anything", ["1", "2"])


def test_all_changes_are_made_to_the_call() -> None:
    call = Call("pay", body={"amount": 1, "who": {"name": "Tea", "age": 3}})
    changed = Case("pay", (AMOUNT, NAME, PAGE)).applied(call)
    assert changed.body == {"amount": 5, "who": {"age": 3}}
    assert changed.query == {"page": ["1", "2"]}
    assert call.body["amount"] == 1


def test_it_reads_back_as_it_was_written() -> None:
    case = Case("pay", (AMOUNT, NAME, PAGE))
    assert from_document(json.loads(json.dumps(case.document()))) == case


def test_it_is_told_in_words() -> None:
    assert Case("pay", (AMOUNT, NAME)).says == "amount is 5; who.name left out"
    assert Case("pay", ()).says == "nothing changed"


def test_values_that_python_takes_for_the_same_are_told_apart() -> None:
    values = (1, 1.0, True, "1")
    made = [Case("pay", (Mutation("pay", "body", ("a",), "anything", one),)) for one in values]
    assert len({one.key for one in made}) == len(values)
