"""The DuckDB warehouse: schema, views, load, published snapshots and SQL for readers."""
