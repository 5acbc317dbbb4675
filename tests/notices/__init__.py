"""Tests of notices: who is told what, once."""
