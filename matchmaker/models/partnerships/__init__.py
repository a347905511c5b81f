"""Agreed partnerships: the partnership itself, its agreement, its reports."""
