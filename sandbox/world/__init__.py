"""A made business, from a seed: the data that the embedded Exsited serves."""

from sandbox.world.world import World

__all__ = ["World"]
