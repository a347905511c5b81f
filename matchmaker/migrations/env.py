"""Run the revisions on the connection that the caller hands over."""

from typing import Any, Literal

from alembic import context

from matchmaker.db import Base, UtcDateTime


def render(kind: str, item: Any, _autogen: object) -> str | Literal[False]:  # noqa: ANN401 - as Alembic passes it.
    """Write our own types by their name in a new revision."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    if kind == "type" and getattr(item, "_variant_mapping", None):
        return "Json"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=render,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
