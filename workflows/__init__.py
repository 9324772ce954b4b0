"""What happens in a case, and in which order: the durable part, which reads like the business."""
