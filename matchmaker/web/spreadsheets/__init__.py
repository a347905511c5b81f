"""Spreadsheets on the pages: handed in, and taken away."""
