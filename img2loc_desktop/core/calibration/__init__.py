"""Fitting how an index's scores become places and radii, on photos whose place is known.

Half of the photographers teach, the other half tell whether it holds: what is reported was
measured on people that the fit has never seen.
"""
