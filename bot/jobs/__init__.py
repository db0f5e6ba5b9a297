"""The verbs: short functions over protocols, in the order in which news flows."""
