"""Runs for the editor: a queue on a thread of its own, what the views show of it, and the pictures it left behind."""
