"""
The QR of something that was created, as an image.
"""

import io

from payconform.model import Response

TYPES = {"svg": "image/svg+xml", "png": "image/png"}
SCALE = 8  # pixels to a module: a phone reads it from a screen


def image(content: str, kind: str) -> Response:
    """
    The QR that shows a text, as one of `TYPES`.

    Raises:
        ValueError: no QR holds as much.

    """
    import segno

    drawn = io.BytesIO()
    try:
        segno.make_qr(content).save(drawn, kind=kind, scale=SCALE)
    except segno.DataOverflowError:
        raise ValueError("no QR holds as much") from None
    return Response(200, (("content-type", TYPES[kind]),), drawn.getvalue())
