"""What is told, when, and in which words."""
