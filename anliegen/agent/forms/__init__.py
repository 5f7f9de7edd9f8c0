"""Shapes of input: lengths and types, no rules."""
