"""The gate. Pure: facts in, verdict out. No database, no clock, no web framework."""
