"""Sample notices, typeset from the hand-checked facts of the published ones."""
