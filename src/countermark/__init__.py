"""Countermark: what a marking says, where a part comes from, and what that does and does not show."""

__version__ = "0.1.0"
