"""The three YAML files, the environment and the shipped tables, turned into frozen settings."""
