"""
What is masked in everything that a run writes, and under which names.
"""

import re
from collections.abc import Iterable, Mapping

from payconform.catalog import Slice
from payconform.config import TargetSettings
from payconform.profiles import KnowsPeople, SaysOpenly
from payconform.wire.redactor import Redactor

SECOND = "second_"  # before the name of a credential of the second merchant


def learn(redactor: Redactor, slice_: Slice, settings: TargetSettings) -> None:
    """
    Have the secrets of the settings masked, and those and the people that answers will bring.
    """
    learn_merchant(redactor, slice_, settings.credentials)
    second = settings.second.items()
    learn_merchant(redactor, slice_, {f"{SECOND}{key}": value for key, value in second})
    profile = slice_.profile
    redactor.watch(
        env_names(slice_.key, profile.SECRET_MEMBERS),
        env_names(slice_.key, profile.PERSONAL_MEMBERS if isinstance(profile, KnowsPeople) else ()),
    )


def learn_merchant(redactor: Redactor, slice_: Slice, credentials: Mapping[str, str]) -> None:
    """
    Have those credentials of a merchant masked that are secrets.
    """
    profile = slice_.profile
    public = profile.PUBLIC_CREDENTIALS if isinstance(profile, SaysOpenly) else frozenset()
    for name, secret in credentials.items():
        if name.removeprefix(SECOND) not in public:
            redactor.learn(env_name(slice_.key, name), secret)


def env_names(provider: str, members: Iterable[str]) -> dict[str, str]:
    """
    The environment variables that stand for members, by member.
    """
    return {name: env_name(provider, name) for name in members}


def env_name(provider: str, secret: str) -> str:
    """
    The environment variable that stands for a secret: p, accessToken: P_ACCESS_TOKEN; p, x-proof:
    P_X_PROOF.
    """
    words = "".join(f"_{letter}" if letter.isupper() else letter for letter in secret)
    return re.sub(r"\W", "_", f"{provider}_{words}").upper()
