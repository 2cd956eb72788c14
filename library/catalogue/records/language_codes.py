"""Convert language codes: ISO 639-2 of catalogues to ISO 639-1 of the house, and back."""

# Both codes of ISO 639-2 where a language has two (bibliographic and terminological).
_CODES = {
    "ger": "de", "deu": "de", "eng": "en", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt",
    "dut": "nl", "nld": "nl", "rus": "ru", "ukr": "uk", "bel": "be", "pol": "pl", "cze": "cs", "ces": "cs",
    "slo": "sk", "slk": "sk", "slv": "sl", "hrv": "hr", "srp": "sr", "bos": "bs", "mac": "mk", "mkd": "mk",
    "bul": "bg", "rum": "ro", "ron": "ro", "hun": "hu", "alb": "sq", "sqi": "sq", "gre": "el", "ell": "el",
    "tur": "tr", "kur": "ku", "kmr": "ku", "ckb": "ku", "ara": "ar", "per": "fa", "fas": "fa", "prs": "fa",
    "pus": "ps", "urd": "ur", "hin": "hi", "ben": "bn", "tam": "ta", "pan": "pa", "vie": "vi", "chi": "zh",
    "zho": "zh", "jpn": "ja", "kor": "ko", "tha": "th", "ind": "id", "may": "ms", "msa": "ms", "geo": "ka",
    "kat": "ka", "arm": "hy", "hye": "hy", "aze": "az", "kaz": "kk", "uzb": "uz", "heb": "he", "yid": "yi",
    "amh": "am", "tir": "ti", "som": "so", "swa": "sw", "hau": "ha", "dan": "da", "swe": "sv", "nor": "no",
    "nob": "nb", "nno": "nn", "fin": "fi", "ice": "is", "isl": "is", "est": "et", "lav": "lv", "lit": "lt",
    "lat": "la", "epo": "eo", "cat": "ca", "baq": "eu", "eus": "eu", "glg": "gl", "gle": "ga", "ltz": "lb",
    "hsb": "hsb", "dsb": "dsb", "rom": "rom", "nds": "nds",
}  # fmt: skip
_BIBLIOGRAPHIC = {short: long for long, short in reversed(_CODES.items())}


def short_code(code: str) -> str:
    """Return the ISO 639-1 code for a code of either standard; "" for an unknown one."""
    plain = code.strip().lower()
    return _CODES.get(plain, plain if plain in _BIBLIOGRAPHIC else "")


def bibliographic_code(code: str) -> str:
    """Return the ISO 639-2 code used in MARC: "ger" for "de"; "" for an unknown one."""
    return _BIBLIOGRAPHIC.get(code.partition("-")[0].lower(), "")
