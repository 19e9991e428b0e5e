"""Controls by day, and prefixes of part numbers."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from countermark.model.errors import InputError
from countermark.reference import parts
from countermark.reference.controls import DEFAULT_CONTROL, control, controls
from countermark.reference.parts import known_prefix

ROOT = Path(__file__).resolve().parents[2]


def test_the_default_control_is_the_russia_rule():
    rule = control()
    assert rule.id == DEFAULT_CONTROL == "us-2022-02-24"
    assert (rule.day, rule.jurisdiction, rule.kind) == (date(2022, 2, 24), "US", "control")
    assert "87 FR 12226" in rule.instrument
    assert "RU" in rule.scope


def test_controls_come_in_order_of_effect_and_by_kind():
    listed = controls()
    assert [one.day for one in listed] == sorted(one.day for one in listed)
    assert {one.kind for one in listed} == {"control"}
    assert {one.id for one in controls("listing")} >= {"us-ace-2023-10-06", "us-onelek-2023-07-20", "ua-nvs-2023-12-07"}
    assert len(controls(None)) == sum(len(controls(kind)) for kind in ("control", "guidance", "listing"))


def test_every_act_names_its_scope_and_source():
    for one in controls(None):
        assert one.scope, one.id
        assert one.source, one.id
        assert one.verified in {"yes", "no"}
        assert one.id.endswith(one.day.isoformat())


def test_an_unknown_control_says_which_there_are():
    with pytest.raises(InputError, match="us-2022-02-24"):
        control("us-1999-01-01")


KNOWN = [
    ("ADF", "analog_devices"),
    ("SX", "semtech"),
    ("TW", "techwell"),
    ("IRF", "international_rectifier"),
    ("IRF", None),
    ("CMX", "consumer_microcircuits"),
    ("SN", "texas_instruments"),
    ("LTC", "analog_devices"),
    ("MAX", None),
    ("XC", "xilinx"),
]


@pytest.mark.parametrize(("letters", "maker"), KNOWN)
def test_prefixes_of_part_numbers(letters, maker):
    assert known_prefix(letters, maker)


NO_PREFIX = [
    ("PHIL", "analog_devices"),
    ("TAIWAN", "xilinx"),
    ("TW", None),
    ("TWN", None),
    ("LOT", None),
    ("REV", "xilinx"),
    ("SN", None),
    ("MY", "linear_technology"),
    ("ARZ", "analog_devices"),
    ("DIV", "xilinx"),
    ("QQX", None),
    ("", None),
]


@pytest.mark.parametrize(("letters", "maker"), NO_PREFIX)
def test_words_that_are_no_prefix(letters, maker):
    assert not known_prefix(letters, maker)


def test_prefixes_are_capital_letters():
    assert len(parts.PREFIXES) > 500
    assert all(letters.isupper() and letters.isascii() and 2 <= len(letters) <= 6 for letters in parts.PREFIXES)


@pytest.mark.slow
def test_the_prefix_table_is_what_the_tool_mines(data_dir: Path):
    command = [sys.executable, str(ROOT / "tools" / "part_prefixes.py"), str(data_dir / "parts"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
