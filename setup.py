"""For tools that want a setup.py; all there is to say stands in setup.cfg."""

from setuptools import setup

setup()
