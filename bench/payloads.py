"""
`python -m bench.payloads`: QR payloads with something changed, by the hundred thousand.

Nothing may crash the reader, a wrong checksum is never accepted, and each fault has its place. The
checksum is computed here anew, bit by bit, so that the reader is not asked about itself.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from payconform.qr import Content, decode, sealed

FILE = Path(__file__).parents[1] / "fixtures" / "qr" / "payloads.json"
ODD = "0123456789AZ.% \n\0²٣é最\ud800"
WITNESSES = ("published-annex-b", "published-qris-specimen", "dynamic-rupiah")
ASCII = [chr(code) for code in range(128)]


def main() -> int:
    """
    Try both, and print what came of them; 1 where anything got through.
    """
    parser = argparse.ArgumentParser(prog="python -m bench.payloads", description=__doc__)
    parser.add_argument("--mutations", type=int, default=100_000, help="default 100000")
    parser.add_argument("--one-in", type=int, default=1, help="of all single characters, one in N")
    parser.add_argument("--seed", default="payconform")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)  # noqa: S311 - reproducible by seed
    vectors = json.loads(FILE.read_text("utf-8"))["vectors"]
    sound = [one["text"] for one in vectors if one["result"] == "valid"]
    code = told("mutations", mutations(sound, asked.mutations, chance))
    known = [one["text"] for one in vectors if one["id"] in WITNESSES]
    singles = substitutions(known, asked.one_in, chance)
    return told("single characters", singles, accepted=False) or code


def told(what: str, texts: Iterator[str], *, accepted: bool = True) -> int:
    """
    Read each text, print the figures, and say 1 where a reading was wrong.
    """
    seen: Counter[str] = Counter()
    since = time.process_time()
    for text in texts:
        wrong = tried(text)
        sound = wrong == "accepted"
        seen[wrong] += 1
        if wrong not in ("accepted", "refused") or (sound and not accepted):
            print(f"{wrong}: {text!r}")
            seen["got through"] += 1
    total, seconds = seen["accepted"] + seen["refused"], time.process_time() - since
    print(f"{what}: {total} read in {seconds:.1f} CPU s, {dict(seen)}")
    return 1 if seen["got through"] or not total else 0


def tried(text: str) -> str:
    """
    What came of a text: accepted, refused, or how the reader failed.
    """
    try:
        content = decode(text, "emvco")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        return f"crashed with {type(error).__name__}"
    if content.faults:
        return "refused" if _placed(content) else "a fault without a place"
    return "accepted" if text[-4:] == checksum(text[:-4]) else "a wrong checksum accepted"


def mutations(texts: list[str], count: int, chance: random.Random) -> Iterator[str]:
    """
    Texts with one to three changes; half of them with a checksum that is right again.
    """
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = _changed(text, chance)
        yield sealed(text[:-8]) if chance.random() < 0.5 else text


def substitutions(texts: list[str], one_in: int, chance: random.Random) -> Iterator[str]:
    """
    Texts in which one character is replaced by another one of ASCII: all, or one in so many.
    """
    for text in texts:
        for at, old in enumerate(text):
            for new in ASCII:
                if new != old and (one_in == 1 or chance.randrange(one_in) == 0):
                    yield text[:at] + new + text[at + 1 :]


def checksum(text: str) -> str:
    """
    CRC-16 with polynomial 0x1021 from 0xFFFF, a bit at a time.
    """
    value = 0xFFFF
    for byte in text.encode("utf-8", "surrogatepass"):
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1 ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return f"{value:04X}"


def _changed(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    upto = min(len(text), at + chance.choice((1, 1, 2, 4, 20)))
    odd = chance.choice(ODD)
    return chance.choice(
        (
            text[:at],
            text[:at] + text[upto:],
            text[:at] + odd + text[at:],
            text[:at] + odd + text[at + 1 :],
            text[:upto] + text[at:],
            text[at:upto] + text[:at] + text[upto:],
        )
    )


def _placed(content: Content) -> bool:
    positions = [fault.position for fault in content.faults]
    named = all(
        fault.path or fault.position in (512, len(content.text)) for fault in content.faults
    )
    return named and positions == sorted(positions) and 0 <= positions[0] <= len(content.text)


if __name__ == "__main__":
    sys.exit(main())
