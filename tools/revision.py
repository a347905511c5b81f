"""Write the revision that brings the newest schema to the models: python tools/revision.py "Message"."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from matchmaker.db import Database
from matchmaker.services.upkeep import schema


def main(message: str) -> None:
    """Compare the models with an empty database at the newest revision and write what differs."""
    number = f"{len(list((schema.LOCATION / 'versions').glob('*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'revision.db'}")
        schema.migrate(database)
        with database.engine.connect() as connection:
            command.revision(schema.configured(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(sys.argv[1])
