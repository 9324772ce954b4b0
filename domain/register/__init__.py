"""What the register tells those who manage (rule 3.17): rows, sheets, tags, figures, causes that come again."""
