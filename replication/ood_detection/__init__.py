"""ood_detection."""
