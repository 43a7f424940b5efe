"""Country codes from Procountor's country names (upper-case English, words joined by underscores)."""

import re
import unicodedata
from functools import cache

from babel import Locale

__all__ = ["country_code"]

OTHER_NAMES = {
    "ASCENSION_AND_TRISTAN_DA_CUNHA_SAINT_HELENA": "SH",
    "BOLIVARIAN_REPUBLIC_OF_VENEZUELA": "VE",
    "BRUNEI_DARUSSALAM": "BN",
    "CABO_VERDE": "CV",
    "CONGO": "CG",
    "COTE_D_IVOIRE": "CI",
    "CZECH_REPUBLIC": "CZ",
    "DEMOCRATIC_PEOPLE_S_REPUBLIC_OF_KOREA": "KP",
    "FALKLAND_ISLANDS_MALVINAS": "FK",
    "FEDERATED_STATES_OF_MICRONESIA": "FM",
    "FRENCH_SOUTHERN_TERRITORIES": "TF",
    "HEARD_ISLAND_AND_MCDONALD_ISLANDS": "HM",
    "HOLY_SEE_VATICAN_CITY_STATE": "VA",
    "HONG_KONG": "HK",
    "ISLAMIC_REPUBLIC_OF_IRAN": "IR",
    "KOSOVO_TEMPORARY": "XK",
    "LAO_PEOPLE_S_DEMOCRATIC_REPUBLIC": "LA",
    "MACAO": "MO",
    "MYANMAR": "MM",
    "NORTHERN_IRELAND_TEMPORARY": "GB",
    "PITCAIRN": "PN",
    "PLURINATIONAL_STATE_OF_BOLIVIA": "BO",
    "PROVINCE_OF_CHINA_TAIWAN": "TW",
    "REPUBLIC_OF_KOREA": "KR",
    "REPUBLIC_OF_MOLDOVA": "MD",
    "RUSSIAN_FEDERATION": "RU",
    "SAINT_BARTHELEMY": "BL",
    "SAINT_KITTS_AND_NEVIS": "KN",
    "SAINT_LUCIA": "LC",
    "SAINT_MARTIN_FRENCH_PART": "MF",
    "SAINT_PIERRE_AND_MIQUELON": "PM",
    "SAINT_VINCENT_AND_THE_GRENADINES": "VC",
    "SINT_EUSTATIUS_AND_SABA_BONAIRE": "BQ",
    "SINT_MAARTEN_DUTCH_PART": "SX",
    "SOUTH_GEORGIA_AND_THE_SOUTH_SANDWICH_ISLANDS": "GS",
    "STATE_OF_PALESTINE": "PS",
    "SWAZILAND": "SZ",
    "SYRIAN_ARAB_REPUBLIC": "SY",
    "THE_DEMOCRATIC_REPUBLIC_OF_THE_CONGO": "CD",
    "THE_FORMER_YUGOSLAV_REPUBLIC_OF_MACEDONIA": "MK",
    "TURKEY": "TR",
    "UNITED_KINGDOM_OF_GREAT_BRITAIN_AND_NORTHERN_IRELAND": "GB",
    "UNITED_REPUBLIC_OF_TANZANIA": "TZ",
    "UNITED_STATES_MINOR_OUTLYING_ISLANDS": "UM",
    "UNITED_STATES_OF_AMERICA": "US",
    "VIET_NAM": "VN",
}


def country_code(name: str | None) -> str | None:
    """Find the ISO 3166-1 code of a country name; None when it is absent or not known.

    >>> country_code("FINLAND"), country_code("VIET_NAM"), country_code("ATLANTIS")
    ('FI', 'VN', None)
    """
    return _codes().get(name) if name else None


@cache
def _codes() -> dict[str, str]:
    territories = Locale("en").territories
    return {_spelled(name): code for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)} | OTHER_NAMES


def _spelled(name: str) -> str:
    latin = unicodedata.normalize("NFKD", name.replace("&", "and")).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z]+", "_", latin.upper()).strip("_")
