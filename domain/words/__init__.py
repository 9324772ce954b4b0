"""What things are called and told, in Chinese and English."""
