"""A reading as W3C Web Annotations (JSON-LD): one annotation for each claim and each mention.

1. Every target has two selectors: by position, and by the words with what is around them.
2. Positions are code points of the extracted text, as the standard says, end exclusive; JavaScript counts UTF-16
   units, so a reader in a browser converts. `utf16` gives those positions beside them.
3. The target is the report's address, or the hash of its text where it has none.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

from countermark.intake.selectors import selectors
from countermark.reading import Claim, Mention, Span
from countermark.reading.contract import claim_json
from countermark.tables.report_view import ReadReport

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
NOTE: Final = (
    "start and end count Unicode code points of the extracted text; utf16Start and utf16End count UTF-16 units, as "
    "JavaScript does"
)


class _Units:
    """Positions in UTF-16 units, by the code points beyond the basic plane before them."""

    def __init__(self, text: str) -> None:
        self._wide = [at for at, letter in enumerate(text) if letter > "\uffff"]

    def of(self, at: int) -> int:
        return at + bisect_right(self._wide, at - 1)


def annotation_page(found: ReadReport) -> dict[str, Any]:
    """Write a reading as an annotation collection of one page."""
    units = _Units(found.reading.text)
    items = [_claim(claim, found, units) for claim in found.reading.claims]
    items += [_mention(number, mention, found, units) for number, mention in enumerate(found.reading.mentions)]
    return {
        "@context": CONTEXT,
        "id": f"urn:sha256:{found.about.text_sha256}:annotations",
        "type": "AnnotationPage",
        "partOf": {
            "id": f"urn:sha256:{found.about.text_sha256}",
            "type": "AnnotationCollection",
            "label": found.about.title or found.about.name,
            "total": len(items),
        },
        "note": NOTE,
        "items": items,
    }


def _target(span: Span, found: ReadReport, units: _Units, role: str = "") -> dict[str, Any]:
    position, quote = selectors(span, found.reading.text)
    position |= {"utf16Start": units.of(span.start), "utf16End": units.of(span.end)}
    return {
        "type": "SpecificResource",
        "source": found.about.source_url or f"urn:sha256:{found.about.text_sha256}",
        "selector": [position, quote],
        **({"role": role} if role else {}),
    }


def _claim(claim: Claim, found: ReadReport, units: _Units) -> dict[str, Any]:
    text = found.reading.text
    name = found.ids.get(claim.id, claim.id)
    targets = [_target(piece, found, units, "content") for piece in claim.content]
    if claim.speaker.span:
        targets.append(_target(claim.speaker.span, found, units, "speaker"))
    if claim.cue:
        targets.append(_target(claim.cue.span, found, units, "cue"))
    speaker = claim.speaker.span.of(text) if claim.speaker.span else claim.speaker.caption or "nobody named"
    words = " [...] ".join(piece.of(text) for piece in claim.content)
    polarity = ", of what was not so" if claim.polarity == "-" else ""
    judged = found.judgements.get(name)
    return {
        "id": f"urn:countermark:{name}",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "language": "en",
                "value": f"{speaker}: {claim.stance}{polarity} ({claim.form}): {words}",
            },
            {"type": "countermark:Claim", "purpose": "classifying", "value": claim_json(claim, text)},
            *(
                [
                    {
                        "type": "TextualBody",
                        "purpose": "assessing",
                        "value": f"{judged.decision}: {judged.why} ({judged.by})",
                    }
                ]
                if judged
                else []
            ),
        ],
        "target": targets,
    }


def _mention(number: int, mention: Mention, found: ReadReport, units: _Units) -> dict[str, Any]:
    resolved = {"resolved": mention.entity, "caption": mention.caption, "how": mention.how} if mention.entity else {}
    return {
        "id": f"urn:countermark:mention-{found.about.id[:12]}-{mention.span.start}-{mention.span.end}-{number}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {
                "type": "countermark:Mention",
                "purpose": "identifying",
                "value": {"kind": mention.kind, **resolved, "candidates": list(mention.candidates)},
            }
        ],
        "target": [_target(mention.span, found, units)],
    }
