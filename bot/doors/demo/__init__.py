"""The demo: a sample publisher on loopback and three days in forty seconds."""
