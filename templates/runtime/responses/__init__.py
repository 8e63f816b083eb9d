"""Decoding of responses, mismatches and errors of statuses."""
