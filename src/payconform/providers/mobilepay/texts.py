"""
Valid characters, in the groups in which the documents list them, and some that are none.
"""

LONGEST = 36
VALID = {
    "basic": "0 azAZ9",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "more punctuation": "¦¯¨´×",
    "Nordic": "æÆøØåÅ",
    "accented": "äÄöÖšŠžŽâÂàÀáÁãÃéÉêÊëËèÈíÍîÎïÏìÌüÜûÛ",
    "more accented": "ùÙúÚôÔòÒóÓõÕÿýÝñÑ",
    "symbols": "«»ðþçß¤ÇµÐÞ±°ªº©§¶¼½¾¬®¢£¥¡¿¹²³",
}
"""The basic ones are all digits and letters of ASCII, and the space; here stand their ends."""

INVALID = {
    "too long": "x" * (LONGEST + 1),
    "an emoji": "a\N{GRINNING FACE}",
    "a line break": "a\nb",
    "a control character": "a\x07",
    "a Greek letter": "\N{GREEK SMALL LETTER LAMDA}",
    "a Cyrillic letter": "\N{CYRILLIC SMALL LETTER ZHE}",
}
