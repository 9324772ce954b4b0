"""What arrived was short, wrong or damaged (tables 3.5 to 3.7): rows, remedies, money."""
