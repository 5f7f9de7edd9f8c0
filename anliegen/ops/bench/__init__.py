"""Measuring: a scratch database filled deterministically, the real server, and a floor to compare with."""
