"""Tests of the grants, with a network whose refresh tokens are good once."""
