"""The entry point of WSGI servers."""

from matchmaker.app import create_app

app = create_app()
