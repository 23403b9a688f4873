"""Alembic's entry: runs the migrations on the connection that `kiosk.trust.store.database.migrate` opened, inside its transaction."""

from alembic import context

from kiosk.trust.store.tables import metadata

connection = context.config.attributes["connection"]
if connection is None:
    raise RuntimeError("migrations run by `kiosk trust init` and `kiosk trust serve`, which open the database")
context.configure(connection=connection, target_metadata=metadata, compare_type=True, transactional_ddl=False)
context.run_migrations()
