"""The edge to the phone world: numbers, segments, keywords, error codes, signatures, the carrier's API.

Knows no models, no database and no web framework; every module can be read and tested alone.
"""
