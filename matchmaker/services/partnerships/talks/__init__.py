"""What is said of a proposal: each party's answer, and questions with theirs."""
