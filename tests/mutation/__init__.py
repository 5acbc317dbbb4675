"""Change the code in one small way after another; a test that stays green has a hole."""
