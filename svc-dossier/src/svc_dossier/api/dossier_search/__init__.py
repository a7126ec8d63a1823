"""An officer looks for a dossier."""
