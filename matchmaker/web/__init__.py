"""The pages: a view permits, loads, reads the form, calls one service, and renders or redirects."""
