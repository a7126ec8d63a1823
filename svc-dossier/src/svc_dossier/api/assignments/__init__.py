"""Who works on a dossier."""
