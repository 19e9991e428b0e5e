"""Sanctions lists in their official formats, one small module each."""
