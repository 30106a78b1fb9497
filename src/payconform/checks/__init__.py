"""
Exchange in, difference out. Every check is pure and works on any recorded exchange.
"""

from payconform.checks.body import (
    ABSENT,
    asked,
    at,
    json_body,
    member,
    member_differs,
    member_matches,
    shown,
    shown_json,
    shown_plain,
)
from payconform.checks.contents import agrees, decodes, lawful, refers
from payconform.checks.contradiction import Contradiction, contradictions
from payconform.checks.judgement import Applies, Judgement, both, every
from payconform.checks.leaks import no_internals, no_secret
from payconform.checks.status import content_type, no_server_error, number, status, unsuccessful
from payconform.checks.verbs import UNAVAILABLE, given, require

__all__ = [
    "ABSENT",
    "UNAVAILABLE",
    "Applies",
    "Contradiction",
    "Judgement",
    "agrees",
    "asked",
    "at",
    "both",
    "content_type",
    "contradictions",
    "decodes",
    "every",
    "given",
    "json_body",
    "lawful",
    "member",
    "member_differs",
    "member_matches",
    "no_internals",
    "no_secret",
    "no_server_error",
    "number",
    "refers",
    "require",
    "shown",
    "shown_json",
    "shown_plain",
    "status",
    "unsuccessful",
]
