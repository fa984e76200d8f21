"""Measures the product from outside, each figure beside a floor of the same run: bin/bench. Asserts nothing."""
