"""Nationalities and territories as the British lists wrote them, by the country they mean."""

from __future__ import annotations

from typing import Final

DEMONYMS: Final = {
    "afgan": "af", "afghan": "af", "albanian": "al", "algerian": "dz", "american": "us", "australian": "au",
    "austrian": "at", "azerbaijani": "az", "bahraini": "bh", "bangladeshi": "bd", "belarusian": "by", "belgian": "be",
    "bosnian": "ba", "british": "gb", "burmese": "mm", "burundian": "bi", "cameroonian": "cm", "canadian": "ca",
    "central african": "cf", "chadian": "td", "chinese": "cn", "congolese": "cd", "croatian": "hr", "cuban": "cu",
    "cypriot": "cy", "danish": "dk", "drc": "cd", "dutch": "nl", "egyptian": "eg", "emirati": "ae", "eritrean": "er",
    "ethiopian": "et", "filipino": "ph", "finnish": "fi", "french": "fr", "georgian": "ge", "german": "de",
    "guinean": "gn", "haitian": "ht", "indian": "in", "indonesian": "id", "iranian": "ir", "iraqi": "iq", "irish": "ie",
    "israeli": "il", "italian": "it", "ivorian": "ci", "japanese": "jp", "jordanian": "jo", "kazakh": "kz",
    "kenyan": "ke", "kuwaiti": "kw", "kyrgyz": "kg", "lebanese": "lb", "liberian": "lr", "libyan": "ly",
    "malaysian": "my", "malian": "ml", "mauritanian": "mr", "moldovan": "md", "montenegrin": "me", "moroccan": "ma",
    "nicaraguan": "ni", "nigerian": "ng", "nigerien": "ne", "north korean": "kp", "norwegian": "no", "omani": "om",
    "pakistani": "pk", "palestinian": "ps", "philippine": "ph", "polish": "pl", "portuguese": "pt", "qatari": "qa",
    "qatarian": "qa", "romanian": "ro", "russian": "ru", "rwandan": "rw", "saudi": "sa", "saudi arabian": "sa",
    "senegalese": "sn", "serbian": "rs", "singaporean": "sg", "somali": "so", "south african": "za",
    "south korean": "kr", "south sudanese": "ss", "spanish": "es", "sri lankan": "lk", "sudanese": "sd",
    "swedish": "se", "swiss": "ch", "syrian": "sy", "tajik": "tj", "tanzanian": "tz", "trinidadian": "tt",
    "tunisian": "tn", "turkish": "tr", "turkmen": "tm", "ugandan": "ug", "ukrainian": "ua", "uzbek": "uz",
    "venezuelan": "ve", "vietnamese": "vn", "yemeni": "ye", "zimbabwean": "zw",
    "occupied palestinian territories": "ps", "rdc": "cd", "moldavian": "md", "moldovian": "md", "yakut": "ru",
    "komi": "ru", "north ossetian": "ru", "uzbekistan": "uz", "rsfsr": "ru", "ukraine": "ua",
}  # fmt: skip
