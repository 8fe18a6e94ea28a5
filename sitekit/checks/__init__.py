"""Judge pages: each module gives findings."""
