"""Running partnerships: the class dossier and the report of each term."""
