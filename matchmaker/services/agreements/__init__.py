"""Agreements: what is written down of a proposal that everybody wants, and what was signed."""
