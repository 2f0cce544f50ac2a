"""Nodes over texts: an anagraph pack as a third party would write one."""

from letters import loop, text

__all__ = ["loop", "text"]
