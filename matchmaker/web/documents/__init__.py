"""Agreements as files: the same content as a Word document and as a PDF."""
