"""Bring vocational schools and enterprises together: post, match, propose, review, confirm."""
