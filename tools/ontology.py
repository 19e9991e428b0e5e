"""Generate src/countermark/model/ontology.json from our YAML and the installed followthemoney.

    python tools/ontology.py            write the file
    python tools/ontology.py --check    exit 1 when the committed file differs

Runs in an environment with followthemoney (extra `ftm`). Only names, types and inheritance of its schemata are taken;
order is stable, so that the file changes only when the schemata do.
"""

import argparse
import importlib.metadata
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from followthemoney.model import Model
from followthemoney.statement.util import NON_LANG_TYPE_NAMES
from followthemoney.types import registry

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from countermark.model.ontology import ONTOLOGY, OWN_SCHEMATA, write_ftm_model


def describe_property(prop: Any) -> dict[str, Any]:
    """Take a property's type, range, reverse and whether it is a stub."""
    entry: dict[str, Any] = {"type": prop.type.name}
    if prop.range is not None:
        entry["range"] = prop.range.name
    if prop.reverse is not None:
        entry["reverse"] = prop.reverse.name
    if prop.stub:
        entry["stub"] = True
    return entry


def describe_schema(schema: Any, *, own: bool) -> dict[str, Any]:
    """Take a schema's parents, own properties and captions; the label of ours only."""
    entry: dict[str, Any] = {
        "extends": sorted(parent.name for parent in schema.extends),
        "properties": {
            name: describe_property(prop) for name, prop in sorted(schema.properties.items()) if prop.schema == schema
        },
        "caption": list(schema.caption),
        "required": list(schema.required),
    }
    if own:
        entry["label"] = schema.label
    if schema.abstract:
        entry["abstract"] = True
    return {key: value for key, value in entry.items() if value}


def generate() -> str:
    """Write the ontology as JSON text: one line a schema, all keys sorted."""
    with tempfile.TemporaryDirectory() as folder:
        model = Model(str(write_ftm_model(Path(folder))))
    own = {path.stem for path in OWN_SCHEMATA.glob("*.yaml")}
    head = {
        "followthemoney": importlib.metadata.version("followthemoney"),
        "countries": sorted(registry.country.codes),
        "types_without_language": sorted(NON_LANG_TYPE_NAMES),
    }
    lines = [f"{json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    schemata = [
        f"{json.dumps(schema.name)}: {json.dumps(describe_schema(schema, own=schema.name in own))}"
        for schema in sorted(model, key=lambda schema: schema.name)
    ]
    return "{\n" + "\n".join(lines) + '\n"schemata": {\n' + ",\n".join(schemata) + "\n}}\n"


def main() -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare only; exit 1 when the file differs")
    text = generate()
    if parser.parse_args().check:
        if ONTOLOGY.read_text(encoding="utf-8") == text:
            return 0
        print(f"{ONTOLOGY} is not what tools/ontology.py writes: run it and commit the file", file=sys.stderr)
        return 1
    ONTOLOGY.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
