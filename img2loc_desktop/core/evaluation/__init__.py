"""How good the answers are, measured on photos whose place is known, and what that teaches.

The photos go through the product's own locator. Everything that is reported is a function of
one record for each photo, which are written as they come: an interrupted run goes on.
"""
