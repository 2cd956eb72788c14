#!/usr/bin/env python
"""Django's command line for this site; without DJANGO_SETTINGS_MODULE it uses the development settings."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kasch_site.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
