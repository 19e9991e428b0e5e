"""What a web page says about itself in its metadata: JSON-LD, meta elements, links, in a fixed order."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from countermark.sources.reports.base import About, Found, one_line
from countermark.sources.reports.hints import day_of

_ARTICLES: Final = {
    "article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "backgroundnewsarticle", "blogposting",
    "opinionnewsarticle", "report", "techarticle", "scholarlyarticle", "liveblogposting", "pressrelease",
}  # fmt: skip
_META_PUBLISHED: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "publishdate",
    "publish-date", "publication_date", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued",
    "dc.date", "dcterms.date", "citation_publication_date", "pubdate", "date",
)  # fmt: skip
_META_AUTHOR: Final = ("author", "article:author_name", "parsely-author", "sailthru.author", "dc.creator", "byl")
_META_OUTLET: Final = ("og:site_name", "application-name", "dc.publisher", "citation_journal_title", "publisher")
_META_TITLE: Final = ("og:title", "twitter:title", "dc.title", "citation_title")
_META_LANGUAGE: Final = ("content-language", "og:locale", "dc.language", "inlanguage")
_MAX_JSON: Final = 1_000_000
_MAX_DEPTH: Final = 12
_LONGEST: Final = 400


def page_about(tree: Any) -> About:
    """Read the metadata of a parsed page."""
    meta = _meta(tree)
    article = next(_articles(tree), {})
    return About(
        title=_first(
            _of(article, "headline"),
            *_named(meta, _META_TITLE),
            _element(tree, ".//h1", "h1"),
            _element(tree, ".//title", "title"),
        ),
        byline=_first(_people(article), *_named(meta, _META_AUTHOR)),
        outlet=_first(_publisher(article), *_named(meta, _META_OUTLET)),
        published=_day(_of(article, "datePublished"), *_named(meta, _META_PUBLISHED), _time_element(tree)),
        language=_first(_attribute(tree, "lang"), *_named(meta, _META_LANGUAGE), _of(article, "inLanguage")),
        translated_from=_translated(tree, article),
        source_url=_address(tree, meta),
    )


def _first(*candidates: Found) -> Found:
    return next((found for found in candidates if found), Found())


def _day(*candidates: Found) -> Found:
    for found in candidates:
        if found and (day := day_of(found.value)):
            return Found(day, found.basis)
    return Found()


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = one_line(element.get("content") or "")
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = (element.get(attribute) or "").strip().lower()
            if name and content and len(content) <= _LONGEST:
                found.setdefault(name, content)
    return found


def _named(meta: dict[str, str], names: tuple[str, ...]) -> list[Found]:
    return [Found(meta[name], f"meta {name}") for name in names if name in meta]


def _element(tree: Any, path: str, name: str) -> Found:
    element = tree.find(path)
    words = one_line("".join(element.itertext())) if element is not None else ""
    return Found(words[:_LONGEST], f"<{name}>") if words else Found()


def _attribute(tree: Any, name: str) -> Found:
    root = tree.getroottree().getroot()
    value = (root.get(name) or root.get(f"xml:{name}") or "").strip()
    return Found(value, f"<html {name}>") if value and len(value) < 36 else Found()


def _time_element(tree: Any) -> Found:
    for element in tree.iter("time"):
        if element.get("datetime") and (
            element.get("pubdate") is not None or element.get("itemprop") == "datePublished"
        ):
            return Found(element.get("datetime"), "<time datetime>")
    return Found()


def _address(tree: Any, meta: dict[str, str]) -> Found:
    for element in tree.iter("link"):
        address = (element.get("href") or "").strip()
        if (element.get("rel") or "").lower() == "canonical" and address.startswith(("http://", "https://")):
            return Found(address, "link canonical")
    address = meta.get("og:url", "")
    return Found(address, "meta og:url") if address.startswith(("http://", "https://")) else Found()


def _translated(tree: Any, article: dict[str, Any]) -> Found:
    """Find that the page is a translation: its article says of which work, or a link names the original."""
    work = article.get("translationOfWork")
    if isinstance(work, dict):
        language = work.get("inLanguage")
        return Found(language if isinstance(language, str) and language else "unknown", "JSON-LD translationOfWork")
    for element in tree.iter("link", "a"):
        relations = (element.get("rel") or "").lower().split()
        if "translation-of" in relations or (element.get("data-original-language") and element.tag == "link"):
            return Found(element.get("hreflang") or "unknown", f"<{element.tag} rel=translation-of>")
    return Found()


def other_languages(tree: Any) -> list[str]:
    """List the languages in which the page says it exists too (`hreflang`)."""
    found = dict.fromkeys(
        (element.get("hreflang") or "").lower()
        for element in tree.iter("link")
        if "alternate" in (element.get("rel") or "").lower()
    )
    return [language for language in found if language and language != "x-default"]


def _articles(tree: Any) -> Iterator[dict[str, Any]]:
    for element in tree.iter("script"):
        if (element.get("type") or "").lower().strip() == "application/ld+json" and element.text:
            if len(element.text) > _MAX_JSON:
                continue
            try:
                value = msgspec.json.decode(element.text)
            except (msgspec.DecodeError, RecursionError):
                continue
            yield from _nodes(value, 0)


def _nodes(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(kind, str) and kind.lower() in _ARTICLES for kind in named):
            yield value
        yield from _nodes(value.get("@graph", []), depth + 1)
        yield from _nodes(value.get("mainEntity", []), depth + 1)


def _of(article: dict[str, Any], key: str) -> Found:
    value = article.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not value.strip():
        return Found()
    return Found(one_line(html.unescape(value))[:_LONGEST], f"JSON-LD {key}")


def _people(article: dict[str, Any]) -> Found:
    given = article.get("author")
    names = [name for person in (given if isinstance(given, list) else [given]) if (name := _name(person))]
    return Found(", ".join(names)[:_LONGEST], "JSON-LD author") if names else Found()


def _publisher(article: dict[str, Any]) -> Found:
    name = _name(article.get("publisher"))
    return Found(name[:_LONGEST], "JSON-LD publisher") if name else Found()


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return one_line(value) if isinstance(value, str) else ""
