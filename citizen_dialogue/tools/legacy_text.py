"""Vietnamese text of the time before Unicode: TCVN3 (fonts ".VnTime") and VNI (fonts
"VNI-Times"), which old registers hold as Latin letters of another meaning. No ORM."""

import re
import unicodedata

TCVN3 = "tcvn3"
VNI = "vni"
UNICODE = "unicode"

# one letter stands for one letter; the letters of the capital fonts (".VnTimeH") are
# the same codes
_TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# some programs write the Greek letter for the micro sign
_TCVN3["μ"] = "à"

# VNI writes the mark as a letter of its own behind the vowel
_VNI_MARKS = {
    "a": dict(zip("øùûõïêèéúüëâàáåãä", "àáảãạăằắẳẵặâầấẩẫậ", strict=True)),
    "e": dict(zip("øùûõïâàáåãä", "èéẻẽẹêềếểễệ", strict=True)),
    "o": dict(zip("øùûõïâàáåãä", "òóỏõọôồốổỗộ", strict=True)),
    "u": dict(zip("øùûõï", "ùúủũụ", strict=True)),
    "y": dict(zip("øùûõ", "ỳýỷỹ", strict=True)),
    "ô": dict(zip("øùûõï", "ờớởỡợ", strict=True)),
    "ö": dict(zip("øùûõï", "ừứửữự", strict=True)),
}
_VNI_ALONE = dict(zip("ôöñìíæóòî", "ơưđìíỉĩịỵ", strict=True))
_VNI = {
    base + mark: letter
    for base, marks in _VNI_MARKS.items()
    for mark, letter in marks.items()
}
_VNI.update(_VNI_ALONE)
_VNI.update({pair.upper(): letter.upper() for pair, letter in list(_VNI.items())})
# the mark of a capital may be typed small
_VNI.update(
    {
        pair[0].upper() + pair[1]: letter.upper()
        for pair, letter in list(_VNI.items())
        if len(pair) == 2
    }
)
_VNI_PAIR = re.compile(
    "|".join(re.escape(key) for key in sorted(_VNI, key=len, reverse=True))
)

_TONES = "̣̀́̃̉"
# horn, circumflex and breve stand before the tone
_SWAPPED = re.compile(f"([{_TONES}])([̛̂̆])")
# marks that stand alone, and what nobody sees
_LOOSE = re.compile("[\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(
    r"[^\W\d_]+(?:[^\W\d_]|[¨©®«¬­¡¢£¤¥¦§µ¶·¸¹»¼½¾×÷])*|[¨©®ª«¬­¡¢£¤¥¦§µ¶·¸¹»¼½¾×÷]\w*"
)
_SYLLABLE = re.compile(
    r"(?:ngh|ch|gh|gi|kh|ng|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|uya|iê|yê|ia|ya|ua|uô|ưa|ươ|oa|oă|oe|uâ|uê|uy|uơ|oo|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptiyou])?"
)


def compose(text):
    """Unicode as the keyboard of today writes it: composed, tones behind the marks of
    the vowel, without letters that nobody sees."""
    if unicodedata.is_normalized("NFC", text) and not _LOOSE.search(text):
        return text
    text = unicodedata.normalize("NFD", text)
    text = _SWAPPED.sub(r"\2\1", text)
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def from_tcvn3(text):
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def from_vni(text):
    return _VNI_PAIR.sub(lambda match: _VNI[match[0]], text)


_DECODERS = {TCVN3: from_tcvn3, VNI: from_vni}


def _likeness(text):
    """Words of ``text`` that can be Vietnamese less those that can't; plain letters say
    nothing either way."""
    score = 0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        score += 1 if _is_syllable(word.lower()) else -1
    return score


def _is_syllable(word):
    bare, tones = [], 0
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONES:
            tones += 1
        else:
            bare.append(letter)
    bare = unicodedata.normalize("NFC", "".join(bare))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(bare))


def script_of(text):
    """``TCVN3``, ``VNI`` or ``UNICODE`` of one text, None when it could be either."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return None
    if any(ord(letter) > 0xFF and letter != "μ" for letter in text):
        # letters that neither has
        return UNICODE if _likeness(text) >= 0 else None
    scores = {
        UNICODE: _likeness(text),
        TCVN3: _likeness(from_tcvn3(text)),
        VNI: _likeness(from_vni(text)),
    }
    best = max(scores.values())
    if best <= 0:
        return None
    found = [script for script, score in scores.items() if score == best]
    return found[0] if len(found) == 1 else None


def script_of_font(name):
    """What the name of a font says: «.VnTime» is TCVN3, «VNI-Times» VNI."""
    name = (name or "").strip().lower()
    if name.startswith(".vn"):
        return TCVN3
    if name.startswith("vni"):
        return VNI
    return None


def is_capital_font(name):
    """«.VnTimeH», «.VnArialH»: every letter shows as a capital."""
    name = (name or "").strip()
    return name.lower().startswith(".vn") and name.endswith("H")


def likely_script(texts):
    """The script that most of these texts are surely in: decides those that could be
    either (one column of one sheet)."""
    counts = dict.fromkeys((UNICODE, TCVN3, VNI), 0)
    for text in texts:
        script = script_of(text)
        if script:
            counts[script] += 1
    best = max(counts, key=counts.get)
    return best if counts[best] else UNICODE


def to_unicode(text, font=None, likely=UNICODE):
    """``text`` in composed Unicode.

    :param font: name of the font of the cell; what it says holds unless the letters
        can't be of that script
    :param likely: the script of the column, for texts that could be either
    """
    if text.isascii():
        return text.upper() if is_capital_font(font) else text
    text = unicodedata.normalize("NFC", text)
    if any(letter > "\xff" and letter != "μ" for letter in text):
        # letters that neither of the old scripts has
        return compose(text)
    certain = script_of(text)
    script = script_of_font(font)
    if script and certain != UNICODE:
        certain = certain if certain in (TCVN3, VNI) else script
    script = certain or likely
    if script in _DECODERS:
        text = _DECODERS[script](text)
        if is_capital_font(font):
            text = text.upper()
    return compose(text)
