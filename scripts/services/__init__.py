"""Every change to topics, questions and scripts."""
