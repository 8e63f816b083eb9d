"""Responses as values: decoding, mismatches, and errors of statuses."""
