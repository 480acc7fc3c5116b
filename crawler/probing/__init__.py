"""`khotin probe`: what an unknown portal is, and the registry's entry for it."""
