"""Programmes and demands: written, moved through their life, found and imported."""
