"""The engine: from postings to scored pairs, kinds and a plan; knows neither the web nor the database."""
