"""Why a pair was suggested, in the words of its two postings."""
