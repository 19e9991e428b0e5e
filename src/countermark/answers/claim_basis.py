"""On which ground is a party listed, and which way did the goods go? What the words say against what the list says."""

from __future__ import annotations

import re

from countermark.answers.claim_case import Case
from countermark.answers.claim_units import Unit
from countermark.model.answer import Row
from countermark.reference.claim_words import Basis, claimed_programmes
from countermark.reference.countries import country_name


def other_programme(case: Case, unit: Unit, rows: list[Row]) -> str:
    """Say where the words give a ground for the listing that none of the entry's programmes is about."""
    words = case.places.sentence(unit.span).of(case.reading.text)
    given = ", ".join(sorted({row["programme"] for row in rows if row["programme"]}))
    claimed = claimed_programmes(words)
    if not claimed or not given or any(programmes.search(given) for _, programmes in claimed):
        return ""
    return f"Listed, but under {given}, which is not about {claimed[0][0]}."


def ground_fits(case: Case, unit: Unit, rows: list[Row]) -> bool:
    """Tell whether a programme of the entry is about a ground that the words give."""
    words = case.places.sentence(unit.span).of(case.reading.text)
    given = ", ".join(sorted({row["programme"] for row in rows if row["programme"]}))
    return any(programmes.search(given) for _, programmes in claimed_programmes(words))


def other_direction(case: Case, unit: Unit, basis: Basis) -> str:
    """Say where the words let the goods go the other way than the notice does."""
    text = case.reading.text
    span = case.places.sentence(unit.span)
    for mention in case.places.mentions([span]):
        lead = text[max(span.start, mention.span.start - 24) : mention.span.start].casefold().split()
        country = mention.country.lower()
        if not lead or not country:
            continue
        bought = re.search(
            r"\b(purchas\w*|b(?:uy|ought)\w*|acqui\w+|procur\w*)\b", text[span.start : mention.span.start]
        )
        sold = re.search(
            r"\b(s(?:ale|ales|old|elling)|suppl\w+|export\w*|deliver\w*)\b", text[span.start : mention.span.start]
        )
        word = next((one for one in reversed(lead[-2:]) if one in {"from", "to"}), "")
        if word == "from" and bought and country == basis.acquirer_country:
            return f"Listed, but the goods did not come from {country_of(country)}."
        if word == "to" and sold and country == basis.supplier_country:
            return f"Listed, but the goods did not go to {country_of(country)}."
    return ""


def country_of(code: str) -> str:
    """Name a country by its code."""
    return country_name(code.upper()) or code.upper()


def basis_words(basis: Basis | None) -> str:
    """Tell what a listing rests on, or nothing."""
    if basis is None:
        return ""
    read = "" if basis.verified == "yes" else "; notice not read by us"
    return (
        f" It rests on {basis.about}: {basis.goods}, from {basis.supplier} ({country_of(basis.supplier_country)}) to "
        f"{basis.acquirer} ({country_of(basis.acquirer_country)}) ({basis.source}{read})."
    )
