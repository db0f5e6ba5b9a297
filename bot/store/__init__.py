"""What is remembered: one contract, SQLite by default, PostgreSQL for several replicas."""
