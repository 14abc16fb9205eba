"""Letters of other scripts and styles that look like Latin ones, and what they look like."""

from __future__ import annotations

_PAIRS = (
    # Cyrillic
    "аa еe ёe оo рp сc уy хx кk мm тt вb нh іi їi јj ѕs ԁd ԛq ԝw һh ӏl ѵv ғf ҝk ґr пn гr ь b зz "
    # Greek
    "αa βb γy δd εe ζz ηn ιi κk λl μu νv οo ρp σo ςc τt υu χx ωw ϲc ϳj "
    # Armenian, and letters of phonetics used as small capitals
    "օo սu ոn հh գq ցg ᴀa ʙb ᴄc ᴅd ᴇe ꜰf ɢg ʜh ɪi ᴊj ᴋk ʟl ᴍm ɴn ᴏo ᴘp ʀr ꜱs ᴛt ᴜu ᴠv ᴡw ʏy ᴢz "
    "ɑa ɡg ɩi ıi ȷj ɐa ǝe ɟf ɥh ɯm ɹr ʇt ʌv ʍw ʎy "
    # letters with a stroke, which do not come apart by themselves
    "øo đd łl ħh ŧt ƀb ɇe ɍr ɏy ƶz"
)


def _lookalikes() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in _PAIRS.split():
        if len(pair) == 2:  # noqa: PLR2004  a letter and what it looks like
            table[pair[0]] = pair[1]
            if len(pair[0].upper()) == 1:
                table.setdefault(pair[0].upper(), pair[1])
    upper = dict(zip("АВЕЅІЈКМНОРСТУХΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abesijkmhopctyxabezhikmnoptyx", strict=True))
    for first in (0x1F130, 0x1F150, 0x1F170):
        upper |= {chr(first + place): chr(ord("a") + place) for place in range(26)}
    return table | upper | {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ẞ": "ss", "№": "n°"}


LOOKALIKES = _lookalikes()
"""One letter → the small Latin letter (or two) that it is read as."""
