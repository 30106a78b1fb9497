"""
Every encoding in which a secret may be written, and the search for it in what was written.
"""

import base64
import html
import json
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "capitals": str.upper,
    "url": lambda secret: quote(secret, safe=""),
    "form": quote_plus,
    "hex": lambda secret: secret.encode().hex(),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "basic": lambda secret: base64.b64encode(f"user:{secret}".encode()).decode(),
    "url base64": lambda secret: base64.urlsafe_b64encode(f"a{secret}".encode()).decode(),
    "json": lambda secret: json.dumps(secret)[1:-1],
    "html": html.escape,
}
BORDER = 5  # characters at each end of base64 that others share


def leaks(secrets: list[str], folder: Path, *texts: str) -> set[str]:
    """
    Where a secret stands, in any encoding: file or text, and the encoding.
    """
    written = {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    written |= {f"text {number}": text.encode() for number, text in enumerate(texts)}
    return {
        f"{place}: {name}"
        for place, content in written.items()
        for name, encode in ENCODINGS.items()
        for secret in secrets
        if _inside(name, encode(secret)).encode() in content
    }


def _inside(name: str, form: str) -> str:
    return middle(form) if "base64" in name or name == "basic" else form


def middle(form: str) -> str:
    return form.rstrip("=")[BORDER:-BORDER]
