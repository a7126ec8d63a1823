"""Printed forms: from the facts of a dossier to the bytes of a PDF."""
