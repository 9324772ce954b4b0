"""The money rules MR-1 to MR-39: what a refund comes to, why, and the worked examples that judge it."""
