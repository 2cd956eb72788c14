"""The desk: process scans, and undo their effects."""
