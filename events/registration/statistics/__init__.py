"""Attendance and yearly figures, without names."""
