"""Pages for reviewers and administrators."""
