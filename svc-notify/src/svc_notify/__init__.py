"""svc-notify: what happens to a citizen's dossier reaches the citizen, once, and the citizen's inbox always."""
